using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>The parabola of one computation: the loss by the logarithm of the parameters, and where it is lowest.</summary>
public sealed class EqualFlopsProfile
{
    private readonly EqualFlopsParabola _parabola;

    internal EqualFlopsProfile(EqualFlopsSeries series, EqualFlopsParabola parabola, ScoreEstimate[] estimates)
    {
        (Series, _parabola) = (series, parabola);
        (Parameters, Tokens, Loss) = (estimates[0], estimates[1], estimates[2]);
        Residuals = [.. series.Runs.Select(run => run.Loss - Predict(run.Parameters))];
    }

    /// <summary>The runs and their computation.</summary>
    public EqualFlopsSeries Series { get; }

    /// <summary>The parameters at the lowest point.</summary>
    public ScoreEstimate Parameters { get; }

    /// <summary>The tokens at the lowest point, by a parabola through the tokens of the runs on logarithmic scales.</summary>
    public ScoreEstimate Tokens { get; }

    /// <summary>The loss at the lowest point, in nats a token.</summary>
    public ScoreEstimate Loss { get; }

    /// <summary>Whether the lowest point lies outside of the sizes that were trained; then it is a guess.</summary>
    public bool IsExtrapolated => _parabola.IsExtrapolated;

    /// <summary>The loss of each run less that of the parabola, in nats a token.</summary>
    public IReadOnlyList<double> Residuals { get; }

    /// <summary>The loss of the parabola at a size, in nats a token.</summary>
    /// <param name="parameters">Parameters of the model.</param>
    public double Predict(double parameters)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parameters);
        return _parabola.LossAt(parameters);
    }

    /// <summary>The lowest point in a line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Series.Flops:G4} FLOPs: ")
        + $"{ScalingValues.Write(Parameters)} parameters, {ScalingValues.Write(Tokens)} tokens, loss {ScalingValues.Write(Loss)}"
        + (IsExtrapolated ? " (extrapolated)" : "");
}
