using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Scaling laws from training runs.</summary>
public static class ScalingExtensions
{
    /// <summary>Fits the loss as a function of parameters and tokens: see <see cref="ScalingFits.Parametric"/>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="runs">The runs: five different ones at least, of three sizes and three numbers of tokens at least.</param>
    /// <param name="configure">Changes how to fit.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="ScalingFitException">The runs give no law.</exception>
    public static ParametricScalingFit FitScalingLaw(
        this EvaluationCatalog catalog, IReadOnlyList<ScalingRun> runs, Action<ScalingFitOptions>? configure = null) =>
        ScalingFits.Parametric(runs, Options(catalog, configure));

    /// <summary>
    /// Fits curves of equal computation and the power laws of their lowest points: see <see cref="ScalingFits.EqualFlops"/>.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="series">Runs of equal computation, three sizes or more in each; power laws need two computations.</param>
    /// <param name="configure">Changes how intervals are made.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="ScalingFitException">A series has no lowest point, or too few sizes.</exception>
    public static EqualFlopsFit FitEqualFlops(
        this EvaluationCatalog catalog, IReadOnlyList<EqualFlopsSeries> series, Action<ScalingFitOptions>? configure = null) =>
        ScalingFits.EqualFlops(series, Options(catalog, configure));

    /// <summary>Fits how the loss falls with one scale: see <see cref="ScalingFits.PowerLaw"/>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="points">Losses by the scale.</param>
    /// <param name="hasIrreducibleLoss">Whether there is a loss that stays however large the scale.</param>
    /// <param name="configure">Changes how to fit.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="ScalingFitException">The points give no law.</exception>
    public static PowerLawFit FitPowerLaw(
        this EvaluationCatalog catalog, IReadOnlyList<ScalingPoint> points, bool hasIrreducibleLoss = true,
        Action<ScalingFitOptions>? configure = null) =>
        ScalingFits.PowerLaw(points, hasIrreducibleLoss, Options(catalog, configure));

    private static ScalingFitOptions Options(EvaluationCatalog catalog, Action<ScalingFitOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
    }
}
