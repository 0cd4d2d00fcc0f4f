namespace Pipelines.Evaluation;

/// <summary>The mean token F1 after SQuAD's normalisation, as a text metric.</summary>
public sealed class SquadF1Metric : SquadMetric
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.squad-f1";

    /// <inheritdoc/>
    public override string Name => "token F1 (squad|version:1.1)";

    private protected override double Select(SquadScore score) => score.F1;
}
