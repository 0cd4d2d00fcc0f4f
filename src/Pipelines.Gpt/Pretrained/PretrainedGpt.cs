using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// A decoder from a model folder, with what lies beside it there. It goes into trainers and generate stages, and can be saved as a folder
/// again. Disposing it disposes the model.
/// </summary>
public sealed class PretrainedGpt : IModelSource, IDisposable
{
    private static readonly string[] TokenizerFileNames =
        ["tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model", "spm.model"];

    private PretrainedGpt(
        string path, GptModel model, Tokenizer? tokenizer, GptTokenIds tokenIds, WeightMatch weights,
        IReadOnlyList<string> unknownGenerationSettings)
    {
        Path = path;
        Model = model;
        Tokenizer = tokenizer;
        TokenIds = tokenIds;
        Weights = weights;
        UnknownGenerationSettings = unknownGenerationSettings;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The model.</summary>
    public GptModel Model { get; }

    /// <summary>The folder's tokenizer; null where it has none.</summary>
    public Tokenizer? Tokenizer { get; }

    /// <summary>The special tokens that the model's config names.</summary>
    public GptTokenIds TokenIds { get; }

    /// <summary>Which tensor of the folder filled which parameter, and which were left unused.</summary>
    public WeightMatch Weights { get; }

    /// <summary>Settings of the folder's <c>generation_config.json</c> that are not known or not supported: they change nothing.</summary>
    public IReadOnlyList<string> UnknownGenerationSettings { get; }

    /// <summary>What reads the layers that the budget leaves no room for; null where all weights are in memory.</summary>
    public LayerStream? Streaming { get; private init; }

    ITrainableModel IModelSource.Model => Model;

    ModelStorage? IModelSource.Storage => new(Model.WeightStorage, Model.Quantization);

    ITransformer IModelSource.CreateScorer(Tokenizer? tokenizer, string? lossMaskColumn, ITransformer? carrier) =>
        new PretrainTransformer(Model, tokenizer ?? Tokenizer, new ScoringColumns(LossMask: lossMaskColumn)) { Carrier = carrier };

    /// <summary>Loads a folder.</summary>
    /// <param name="options">Which, and how; validated already.</param>
    /// <param name="backend">What the model computes on; not disposed with it.</param>
    /// <param name="loadTokenizer">Reads the folder's tokenizer; null for none.</param>
    /// <exception cref="ModelFormatException">The folder is missing, incomplete or wrong, or of a family that is not known.</exception>
    /// <exception cref="TokenizerFormatException">Its tokenizer is wrong.</exception>
    public static PretrainedGpt Load(GptLoadOptions options, ITensorBackend backend, Func<string, Tokenizer>? loadTokenizer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(backend);
        return ModelFolderGuard.Run(() =>
        {
            using var folder = ModelFolder.Open(options.ModelPath);
            var config = GptFolder.ReadConfig(folder);
            if (options.Dropout is { } dropout)
                config = config with { Dropout = dropout, EmbeddingDropout = null, ResidualDropout = null, AttentionDropout = dropout };
            var ids = GptTokenIds.Read(folder.Config);
            var generation = GenerationConfigFile.Read(folder);
            var hasTokenizer = TokenizerFileNames.Any(name => folder.FindFile(name) is not null);
            var tokenizer = hasTokenizer ? loadTokenizer?.Invoke(folder.Path) : null;
            var stream = options.MemoryBudget is { } budget ? GptFolder.Stream(backend, config, options.WeightStorage, budget) : null;
            var (model, match) = GptFolder.Load(folder, backend, config, options.WeightStorage, options.Quantization, stream);
            if (options.Frozen || options.MemoryBudget is not null)
                model.Freeze();
            model.Generation = generation.Options;
            return new PretrainedGpt(folder.Path, model, tokenizer, ids, match, generation.UnknownNames) { Streaming = stream };
        });
    }

    /// <summary>
    /// The model as a stage: it scores rows of tokens, carries the model to a generate stage behind it, and is saved with a pipeline. The
    /// model stays this object's.
    /// </summary>
    /// <param name="columns">Where the rows are; null for the usual columns.</param>
    public PretrainTransformer ToTransformer(ScoringColumns? columns = null) => new(Model, Tokenizer, columns ?? new ScoringColumns());

    /// <summary>Continues texts with the model, by the folder's own settings where options say nothing.</summary>
    /// <exception cref="PipelineException">The folder has no tokenizer.</exception>
    public TextGenerator CreateGenerator() => new(
        Model, Tokenizer ?? throw new PipelineException(
            $"{Path}: the folder has no tokenizer, so the model cannot read or write text; use TokenGenerator on ids."));

    /// <summary>Writes the model and its tokenizer as a folder in Hugging Face's layout; see <see cref="GptModel.Save"/>.</summary>
    /// <param name="folder">The folder. If it is there, files of the same names and older weights are replaced and the others stay.</param>
    /// <param name="configure">Sets how weights are stored; float32 in files of at most 5 GB by default.</param>
    /// <exception cref="PipelineException">The model is of no family that has such folders.</exception>
    /// <exception cref="ModelFormatException">The place cannot be written to; nothing half-written stays.</exception>
    public void Save(string folder, Action<ModelWriteOptions>? configure = null) => Model.Save(folder, configure, TokenIds, Tokenizer);

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
