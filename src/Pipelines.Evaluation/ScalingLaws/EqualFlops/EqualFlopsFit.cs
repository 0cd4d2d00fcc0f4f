using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>Curves of equal computation and the power laws of their lowest points.</summary>
/// <remarks>
/// Sizes are chosen and not drawn, so the intervals come from the parabolas' errors drawn again and added to them, each grown by
/// √(n / (n − 3)) for the three coefficients. Series of three sizes have no errors; where all are such there are no intervals.
/// </remarks>
public sealed class EqualFlopsFit
{
    internal EqualFlopsFit(
        IReadOnlyList<EqualFlopsProfile> profiles, ComputePowerLaw? parameters, ComputePowerLaw? tokens, ScalingFitOptions options,
        IReadOnlyList<string> warnings)
    {
        (Profiles, ParameterLaw, TokenLaw, Warnings) = (profiles, parameters, tokens, warnings);
        Signature = ScalingValues.Signature("equal-flops", options, isRobust: false);
    }

    /// <summary>The parabola of each computation, of less computation first.</summary>
    public IReadOnlyList<EqualFlopsProfile> Profiles { get; }

    /// <summary>How the optimal parameters grow with the computation; null for one computation alone.</summary>
    public ComputePowerLaw? ParameterLaw { get; }

    /// <summary>How the optimal tokens grow with the computation; null for one computation alone.</summary>
    public ComputePowerLaw? TokenLaw { get; }

    /// <summary>What must be known before the laws are believed; empty where nothing is.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>How the fit was made; fits with other signatures cannot be compared.</summary>
    public string Signature { get; }

    /// <summary>The optimum for a computation by the power laws. They say nothing of its loss.</summary>
    /// <param name="flops">The computation, in floating-point operations.</param>
    /// <exception cref="ScalingFitException">One computation was measured, which gives no law.</exception>
    public ScalingOptimum Optimum(double flops)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(flops);
        if (ParameterLaw is null || TokenLaw is null)
        {
            throw new ScalingFitException(
                ScalingFitFailure.TooFewRuns,
                "One computation gives no power law; add a series of another one, or take the profile itself.");
        }

        var isMeasured = flops >= Profiles[0].Series.Flops * (1 - 1e-9) && flops <= Profiles[^1].Series.Flops * (1 + 1e-9);
        return new ScalingOptimum(ParameterLaw.At(flops), TokenLaw.At(flops), flops, null, !isMeasured);
    }

    /// <summary>The lowest points, the laws and what to know of them.</summary>
    public override string ToString() =>
        $"Equal computation, {Profiles.Count.ToString(CultureInfo.InvariantCulture)} series\n"
        + string.Concat(Profiles.Select(profile => $"{profile}\n"))
        + (ParameterLaw is null ? "" : $"N = {ParameterLaw}\nD = {TokenLaw}\n") + Signature
        + string.Concat(Warnings.Select(warning => $"\n{warning}"));
}
