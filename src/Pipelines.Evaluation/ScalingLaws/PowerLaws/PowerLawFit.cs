using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>How a loss falls with one scale: L(x) = L∞ + (x₀ / x)^α.</summary>
public sealed class PowerLawFit
{
    internal PowerLawFit(
        IReadOnlyList<ScalingPoint> points, bool hasIrreducibleLoss, ScoreEstimate[] estimates, double objective, ScalingFitOptions options,
        IReadOnlyList<string> warnings)
    {
        (IrreducibleLoss, Reference, Exponent) = (estimates[0], estimates[1], estimates[2]);
        (Points, HasIrreducibleLoss, Objective, Warnings) = (points, hasIrreducibleLoss, objective, warnings);
        Residuals = [.. points.Select(point => Math.Log(point.Loss) - Math.Log(Predict(point.X)))];
        Signature = ScalingValues.Signature(hasIrreducibleLoss ? "L+(x0/x)^alpha" : "(x0/x)^alpha", options, isRobust: true);
    }

    /// <summary>The loss that stays however large the scale, L∞, in nats a token; 0 where none was fitted.</summary>
    public ScoreEstimate IrreducibleLoss { get; }

    /// <summary>The scale x₀ at which the loss is one nat above the one that stays, in what the scale counts.</summary>
    public ScoreEstimate Reference { get; }

    /// <summary>The exponent α.</summary>
    public ScoreEstimate Exponent { get; }

    /// <summary>Whether a loss that stays was fitted.</summary>
    public bool HasIrreducibleLoss { get; }

    /// <summary>The losses.</summary>
    public IReadOnlyList<ScalingPoint> Points { get; }

    /// <summary>The logarithm of each loss less that of the predicted one: 0.01 is a loss one per cent higher than expected.</summary>
    public IReadOnlyList<double> Residuals { get; }

    /// <summary>The mean of Huber's function of the residuals, divided by its turning point.</summary>
    public double Objective { get; }

    /// <summary>What must be known before the law is believed; empty where nothing is.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>How the fit was made; fits with other signatures cannot be compared.</summary>
    public string Signature { get; }

    /// <summary>The loss expected at a place of the scale, in nats a token.</summary>
    /// <param name="x">Parameters, tokens or computation, as in the points.</param>
    public double Predict(double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(x);
        return IrreducibleLoss.Value + Math.Exp(Exponent.Value * (Math.Log(Reference.Value) - Math.Log(x)));
    }

    /// <summary>The law, its intervals and what to know of it.</summary>
    public override string ToString() =>
        $"L(x) = {(HasIrreducibleLoss ? "L∞ + " : "")}(x₀ / x)^α of {Points.Count.ToString(CultureInfo.InvariantCulture)} points\n"
        + (HasIrreducibleLoss ? $"L∞ {ScalingValues.Write(IrreducibleLoss)}\n" : "")
        + $"x₀ {ScalingValues.Write(Reference)}\nα {ScalingValues.Write(Exponent)}\n{Signature}"
        + string.Concat(Warnings.Select(warning => $"\n{warning}"));
}
