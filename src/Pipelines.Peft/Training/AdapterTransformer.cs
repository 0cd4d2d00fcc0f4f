using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>
/// A model with a trained adapter as a stage: adds each row's <see cref="ColumnNames.Loss"/> and <see cref="ColumnNames.TokenCount"/> and
/// carries the model to generate stages. Saved, it is the adapter and the fingerprint of its base, and where that lies. Disposing it
/// disposes the model.
/// </summary>
/// <typeparam name="TSet">The method's adapters.</typeparam>
public sealed class AdapterTransformer<TSet> : ISavableTransformer, IModelSource, IDisposable where TSet : AdapterSet, IAdapterSet<TSet>
{
    private const string BaseChild = "base";

    private readonly ITransformer _scorer;
    private readonly string? _lossMaskColumn;
    private readonly bool _savesBase;

    internal AdapterTransformer(
        IModelSource source, TSet adapters, string adapterName, Tokenizer? tokenizer, string? lossMaskColumn, bool savesBase,
        TrainingResult? result)
    {
        Source = source;
        Adapters = adapters;
        AdapterName = adapterName;
        Tokenizer = tokenizer;
        Result = result;
        _lossMaskColumn = lossMaskColumn;
        _savesBase = savesBase || source.Path is null;
        _scorer = source.CreateScorer(tokenizer, lossMaskColumn, carrier: this);
    }

    /// <summary>The base, with the adapters on it.</summary>
    public IModelSource Source { get; }

    /// <summary>The adapters of the model: save, merge or switch them.</summary>
    public TSet Adapters { get; }

    /// <summary>The name of the adapter that was trained.</summary>
    public string AdapterName { get; }

    /// <summary>The tokenizer it was trained with, where known.</summary>
    public Tokenizer? Tokenizer { get; }

    /// <summary>How the training went; null for an adapter that was loaded.</summary>
    public TrainingResult? Result { get; }

    ITrainableModel IModelSource.Model => Source.Model;

    string? IModelSource.Path => null;

    ITransformer IModelSource.CreateScorer(Tokenizer? tokenizer, string? lossMaskColumn, ITransformer? carrier) =>
        Source.CreateScorer(tokenizer ?? Tokenizer, lossMaskColumn, carrier ?? this);

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
        context.WriteJson(new AdapterState(
            AdapterName, path, _lossMaskColumn, path is null ? null : Source.Storage,
            path is null ? null : BasePlaces.FromFile(context.FilePath, path)));
        var folder = Directory.CreateTempSubdirectory("pipelines-adapter-").FullName;
        try
        {
            Adapters.Save(folder, AdapterName, path, Tokenizer);
            Copy(AdapterConfigFile.FileName);
            Copy(AdapterSet.WeightsFile);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        if (_savesBase)
            Adapters.WithBase(() => context.SaveChild(BaseChild, _scorer));

        void Copy(string file)
        {
            using var from = File.OpenRead(Path.Combine(folder, file));
            using var to = context.CreateFile(file);
            from.CopyTo(to);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (_scorer as IDisposable)?.Dispose();
        (Source as IDisposable)?.Dispose();
    }

    internal static AdapterTransformer<TSet> Load(ModelLoadContext context)
    {
        var state = context.ReadJson<AdapterState>();
        var config = context.ExtractFile(AdapterConfigFile.FileName);
        var weights = context.ExtractFile(AdapterSet.WeightsFile);
        var source = state.BasePath is null ? LoadChild(context) : BasePlaces.Load<TSet>(context, state, weights);
        try
        {
            var adapters = AdapterSet.On<TSet>(source.Model.Module);
            ModelFolderGuard.Run(() => adapters.Read(
                config, weights, state.AdapterName,
                new AdapterLoadOptions { Tokenizer = source.Tokenizer, AllowAnotherBase = state.BasePath is not null }));
            return new AdapterTransformer<TSet>(
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
}
