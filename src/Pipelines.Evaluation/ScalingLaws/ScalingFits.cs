namespace Pipelines.Evaluation;

/// <summary>Scaling laws from runs: how the loss falls with parameters, tokens and computation.</summary>
public static class ScalingFits
{
    /// <summary>
    /// Fits L(N, D) = E + A / N^α + B / D^β, the third approach of Hoffmann et al. (2022), by Huber's function of the errors of log L.
    /// Starts are the cells of a grid of exponents, with the E, A and B that least squares give for them.
    /// </summary>
    /// <param name="runs">The runs: five different ones at least, of three sizes and three numbers of tokens at least.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="ScalingFitException">
    /// There are too few runs, one has a value that is not above zero, they cannot tell the coefficients apart, their loss does not fall,
    /// or no minimum was found.
    /// </exception>
    public static ParametricScalingFit Parametric(IReadOnlyList<ScalingRun> runs, ScalingFitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return ParametricFitting.Fit(runs, Validated(options));
    }

    /// <summary>
    /// Fits a parabola to the losses of each computation, by the logarithm of the parameters, and power laws to where they are lowest: the
    /// second approach of Hoffmann et al. (2022).
    /// </summary>
    /// <param name="series">Runs of equal computation, three sizes or more in each; power laws need two computations.</param>
    /// <param name="options">How to make the intervals; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="ScalingFitException">
    /// There are too few sizes, a value is not above zero, a computation is there twice, or a parabola has no lowest point.
    /// </exception>
    public static EqualFlopsFit EqualFlops(IReadOnlyList<EqualFlopsSeries> series, ScalingFitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        return EqualFlopsFitting.Fit(series, Validated(options));
    }

    /// <summary>
    /// Fits L(x) = L∞ + (x₀ / x)^α, how the loss falls with one scale while nothing else limits it, by Huber's function of the errors of
    /// log L; without L∞ it is the power law of Kaplan et al. (2020).
    /// </summary>
    /// <param name="points">Losses by the scale, of three different places at least; of two without a loss that stays.</param>
    /// <param name="hasIrreducibleLoss">Whether there is a loss that stays, L∞.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="ScalingFitException">
    /// There are too few places, a value is not above zero, the loss does not fall, or no minimum was found.
    /// </exception>
    public static PowerLawFit PowerLaw(
        IReadOnlyList<ScalingPoint> points, bool hasIrreducibleLoss = true, ScalingFitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(points);
        return PowerLawFitting.Fit(points, hasIrreducibleLoss, Validated(options));
    }

    private static ScalingFitOptions Validated(ScalingFitOptions? options) =>
        OptionsValidation.Validated(options ?? new ScalingFitOptions());
}
