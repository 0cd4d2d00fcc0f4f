using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipelines.Gpt;
using Pipelines.Tensors;

namespace Pipelines;

/// <summary>Decoders from model folders.</summary>
public static partial class PretrainedGptExtensions
{
    private const int ListedNames = 5;

    /// <summary>Loads a decoder from a folder in Hugging Face's layout: GPT-2, Llama 1 to 3, Qwen2, Phi-3.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The folder, with <c>config.json</c> and <c>model.safetensors</c> or its parts.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The model, which the caller disposes.</returns>
    /// <exception cref="ModelFormatException">The folder is missing, incomplete or wrong, or of a family that is not known.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static PretrainedGpt LoadGpt(this ModelCatalog catalog, string path, Action<GptLoadOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(path);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create<GptLoadOptions>(catalog.Context, o =>
        {
            o.ModelPath = path;
            configure?.Invoke(o);
        });
        return Load(catalog, options);
    }

    /// <summary>
    /// The decoder that <c>AddGpt(o => o.ModelPath = …)</c> or <c>AddGptModel</c> registered; loaded once, disposed with the services.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="name">Its name; empty for the one without.</param>
    /// <exception cref="PipelineException">None is registered under the name.</exception>
    /// <exception cref="ModelFormatException">The folder is missing, incomplete or wrong, or of a family that is not known.</exception>
    public static PretrainedGpt GetGpt(this ModelCatalog catalog, string name = "")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Context.Services.GetKeyedService<PretrainedGpt>(name) ?? throw new PipelineException(
            $"No decoder is registered as '{name}'. " +
            $"Register it: builder.AddGptModel(\"{name}\", o => o.ModelPath = …), or load one with LoadGpt.");
    }

    internal static PretrainedGpt Load(ModelCatalog catalog, GptLoadOptions options)
    {
        var gpt = PretrainedGpt.Load(options, catalog.Context.Services.GetRequiredService<ITensorBackend>(), catalog.LoadTokenizer);
        var logger = catalog.Context.LoggerFactory.CreateLogger<PretrainedGpt>();
        if (gpt.Weights.Unused is { Count: > 0 } unused)
        {
            var others = unused.Count > ListedNames ? ", …" : "";
            LogUnused(logger, gpt.Path, unused.Count, string.Join(", ", unused.Take(ListedNames)) + others);
        }

        return gpt;
    }

    [LoggerMessage(
        EventId = 3001, Level = LogLevel.Warning,
        Message = "{Path}: {Count} tensors belong to nothing in the model and were not read: {Names}")]
    private static partial void LogUnused(ILogger logger, string path, int count, string names);
}
