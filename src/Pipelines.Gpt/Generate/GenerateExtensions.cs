using Pipelines.Gpt;
using Pipelines.Training;

namespace Pipelines;

/// <summary>The generate stage.</summary>
public static class GenerateExtensions
{
    /// <summary>Continues texts with the model of the last trainer before this stage.</summary>
    public static GenerateEstimator Generate(this TransformsCatalog catalog, Action<GenerateOptions>? configure = null) =>
        catalog.Create<GenerateEstimator, GenerateOptions>(configure);

    /// <summary>Continues texts with the model of a fitted stage.</summary>
    public static GenerateEstimator Generate(
        this TransformsCatalog catalog, IModelSource source, Action<GenerateOptions>? configure = null) =>
        catalog.Create<GenerateEstimator, GenerateOptions>(configure, source);
}
