using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// A trained embedder as a stage: adds a vector for each row's text. Disposing it disposes the embedder, unless that was given to the
/// trainer and so is its owner's.
/// </summary>
public sealed class TrainedEmbedderTransformer : ISavableTransformer, IDisposable
{
    private readonly EmbedTransformer _stage;
    private readonly bool _ownsEmbedder;

    internal TrainedEmbedderTransformer(
        Embedder embedder, EmbedOptions options, TrainingResult? result, bool ownsEmbedder, ILogger? logger)
    {
        _stage = new EmbedTransformer(embedder, options, logger);
        (Embedder, Options, Result, _ownsEmbedder) = (embedder, options, result, ownsEmbedder);
    }

    /// <summary>The trained embedder; <see cref="Embedder.Save"/> writes it as a folder.</summary>
    public Embedder Embedder { get; }

    /// <summary>Columns and batches of the stage.</summary>
    public EmbedOptions Options { get; }

    /// <summary>How the training went; null for a stage that was loaded.</summary>
    public TrainingResult? Result { get; }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _stage.GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => _stage.Transform(input);

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _stage.GetRowToRowMapper(inputSchema);

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(Options);
        EmbedderState.Save(Embedder, context);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsEmbedder)
            Embedder.Dispose();
    }

    internal static TrainedEmbedderTransformer Load(ModelLoadContext context)
    {
        var options = context.ReadJson<EmbedOptions>();
        var embedder = EmbedderState.Load(context, context.Services.GetRequiredService<ITensorBackend>());
        return new TrainedEmbedderTransformer(
            embedder, options, null, ownsEmbedder: true, context.Services.GetService<ILogger<TrainedEmbedderTransformer>>());
    }
}
