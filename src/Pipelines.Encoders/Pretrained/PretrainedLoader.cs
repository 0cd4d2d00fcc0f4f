using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>Loads models for pipelines: with the services' backend, with the folder's tokenizer, with pipelines' exceptions.</summary>
internal static partial class PretrainedLoader
{
    private const int ListedNames = 5;

    private static readonly string[] TokenizerFiles =
        ["tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model", "spm.model"];

    public static PretrainedModel<TModel> Load<TModel>(
        ModelCatalog catalog, EncoderLoadOptions options, Func<string, ITensorBackend, TModel> load,
        Func<TModel, IReadOnlyList<string>> unused)
        where TModel : Module
    {
        var path = Path.GetFullPath(options.ModelPath);
        var tokenizer = TokenizerFiles.Any(name => File.Exists(Path.Combine(path, name))) ? catalog.LoadTokenizer(path) : null;
        return new PretrainedModel<TModel>(path, LoadModule(catalog, options, load, unused), tokenizer);
    }

    public static TModel LoadModule<TModel>(
        ModelCatalog catalog, EncoderLoadOptions options, Func<string, ITensorBackend, TModel> load,
        Func<TModel, IReadOnlyList<string>> unused)
        where TModel : Module
    {
        var backend = catalog.Context.Services.GetRequiredService<ITensorBackend>();
        var model = ModelFolderGuard.Run(() => load(options.ModelPath, backend));
        if (options.Frozen)
            model.Freeze();
        if (unused(model) is { Count: > 0 } names)
        {
            LogUnused(
                catalog.Context.LoggerFactory.CreateLogger(typeof(TModel)), options.ModelPath, names.Count,
                string.Join(", ", names.Take(ListedNames)) + (names.Count > ListedNames ? ", …" : ""));
        }

        return model;
    }

    [LoggerMessage(EventId = 3100, Level = LogLevel.Warning,
        Message = "{Path}: {Count} tensors belong to nothing in the model and were not read: {Names}")]
    private static partial void LogUnused(ILogger logger, string path, int count, string names);
}
