using Microsoft.Extensions.DependencyInjection;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>
/// A model with a trained adapter as a stage: adds each row's <see cref="ColumnNames.Loss"/> and <see cref="ColumnNames.TokenCount"/> and
/// carries the model to generate stages. Saved, it is the adapter and the fingerprint of its base, and where that lies. Disposing it disposes
/// the model.
/// </summary>
public sealed class LoraTransformer : ISavableTransformer, IDisposable
{
    private const string BaseChild = "base";

    private readonly ITransformer _scorer;
    private readonly string? _lossMaskColumn;
    private readonly bool _savesBase;

    internal LoraTransformer(
        IModelSource source, LoraAdapters adapters, string adapterName, Tokenizer? tokenizer, string? lossMaskColumn, bool savesBase,
        TrainingResult? result)
    {
        Source = source;
        Adapters = adapters;
        AdapterName = adapterName;
        Tokenizer = tokenizer;
        Result = result;
        _lossMaskColumn = lossMaskColumn;
        _savesBase = savesBase || source.Path is null;
        _scorer = source.CreateScorer(tokenizer, lossMaskColumn);
    }

    /// <summary>The base, with the adapters on it.</summary>
    public IModelSource Source { get; }

    /// <summary>The adapters of the model: save, merge or switch them.</summary>
    public LoraAdapters Adapters { get; }

    /// <summary>The name of the adapter that was trained.</summary>
    public string AdapterName { get; }

    /// <summary>The tokenizer it was trained with, where known.</summary>
    public Tokenizer? Tokenizer { get; }

    /// <summary>How the training went; null for an adapter that was loaded.</summary>
    public TrainingResult? Result { get; }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => _scorer.IsRowToRowMapper;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _scorer.GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => _scorer.Transform(input);

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _scorer.GetRowToRowMapper(inputSchema);

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var path = _savesBase ? null : Path.GetFullPath(Source.Path!);
        var hash = Adapters.BaseHash();
        context.WriteJson(new LoraState(AdapterName, path, hash, _lossMaskColumn));
        using (new TensorScope())
        {
            var (config, tensors) = Adapters.Export(Adapters.Get(AdapterName), path);
            context.WriteJson(config, LoraConfigFile.FileName);
            using var file = context.CreateFile(LoraAdapters.WeightsFile);
            SafetensorsWriter.Write(file, tensors, TensorHashes.Describe(tensors, hash));
        }

        if (_savesBase)
            Adapters.WithBase(() => context.SaveChild(BaseChild, _scorer));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (_scorer as IDisposable)?.Dispose();
        (Source as IDisposable)?.Dispose();
    }

    internal static LoraTransformer Load(ModelLoadContext context)
    {
        var state = context.ReadJson<LoraState>();
        var source = state.BasePath is null ? LoadChild(context) : LoadBase(context, state.BasePath);
        try
        {
            var adapters = LoraAdapters.Find(source.Model.Module) ?? new LoraAdapters(source.Model.Module);
            ModelFolderGuard.Run(() => adapters.Read(
                context.ExtractFile(LoraConfigFile.FileName), context.ExtractFile(LoraAdapters.WeightsFile), state.AdapterName,
                new LoraLoadOptions()));
            return new LoraTransformer(
                source, adapters, state.AdapterName, source.Tokenizer, state.LossMaskColumn, state.BasePath is null, result: null);
        }
        catch
        {
            (source as IDisposable)?.Dispose();
            throw;
        }
    }

    private static IModelSource LoadChild(ModelLoadContext context) => context.LoadChild(BaseChild) is IModelSource source
        ? source
        : throw new ModelFormatException("The adapter's base in the file is no model.");

    private static IModelSource LoadBase(ModelLoadContext context, string path)
    {
        if (!Directory.Exists(path))
        {
            throw new ModelFormatException(
                "the base of the adapter is not there. Put it back, or fit with SaveBase so that the file holds it.", path);
        }

        foreach (var loader in context.Services.GetServices<IModelSourceLoader>())
        {
            if (loader.TryLoad(context.Context, path) is { } source)
                return source;
        }

        throw new ModelFormatException("no package that is registered knows this model. Register the one that does, such as AddGpt.", path);
    }
}
