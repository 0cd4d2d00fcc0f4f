using Pipelines.Gpt;
using Pipelines.Training;

namespace Pipelines;

/// <summary>The generate stage.</summary>
public static class GenerateExtensions
{
    /// <summary>Continues texts with the model of the last trainer before this stage.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public static GenerateEstimator Generate(this TransformsCatalog catalog, Action<GenerateOptions>? configure = null) =>
        catalog.Create<GenerateEstimator, GenerateOptions>(configure);

    /// <summary>Continues texts with the model of a fitted stage.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="source">A fitted trainer, or a decoder from a folder; its model stays its own.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public static GenerateEstimator Generate(
        this TransformsCatalog catalog, IModelSource source, Action<GenerateOptions>? configure = null) =>
        catalog.Create<GenerateEstimator, GenerateOptions>(configure, source);
}
