namespace Pipelines.Evaluation;

/// <summary>The share of answers that are the expected one after SQuAD's normalisation, as a text metric.</summary>
public sealed class SquadExactMatchMetric : SquadMetric
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.squad-exact-match";

    /// <inheritdoc/>
    public override string Name => "exact match (squad|version:1.1)";

    private protected override double Select(SquadScore score) => score.ExactMatch;
}
