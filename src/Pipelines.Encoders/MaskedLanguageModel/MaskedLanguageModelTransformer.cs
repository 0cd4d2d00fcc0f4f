using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// A trained masked language model as a stage: adds each row's <see cref="ColumnNames.Loss"/> and <see cref="ColumnNames.TokenCount"/>, and
/// carries the model, whose encoder embedders and other heads can start from. Disposing it disposes the model.
/// </summary>
public sealed record MaskedLanguageModelTransformer : RowToRowTransformer, ISavableTransformer, IDisposable
{
    /// <summary>Makes the stage.</summary>
    /// <param name="model">The model; the stage owns it.</param>
    /// <param name="tokenizer">The tokenizer it was trained with, where known.</param>
    /// <param name="columns">Where the rows to score are.</param>
    /// <param name="result">How the training went; null for a model that was loaded.</param>
    public MaskedLanguageModelTransformer(
        MaskedLanguageModel model, Tokenizer? tokenizer, MaskedScoringColumns columns, TrainingResult? result = null) =>
        (Model, Tokenizer, Columns, Result) = (model, tokenizer, columns, result);

    /// <summary>The trained model.</summary>
    public MaskedLanguageModel Model { get; }

    /// <summary>Its encoder.</summary>
    public TextEncoder Encoder => Model.Encoder;

    /// <summary>The tokenizer it was trained with, where known.</summary>
    public Tokenizer? Tokenizer { get; }

    /// <summary>Where the rows to score are.</summary>
    public MaskedScoringColumns Columns { get; }

    /// <summary>How the training went; null for a model that was loaded.</summary>
    public TrainingResult? Result { get; }

    /// <summary>Writes model, head and tokenizer as a folder in Hugging Face's layout, which every loader of encoders reads.</summary>
    /// <param name="folder">The folder. If it is there, files of the same names and older weights are replaced and the others stay.</param>
    /// <param name="configure">Sets how weights are stored; float32 in files of at most 5 GB by default.</param>
    /// <exception cref="ModelFormatException">The place cannot be written to; nothing half-written stays.</exception>
    public void SaveFolder(string folder, Action<ModelWriteOptions>? configure = null) =>
        new PretrainedModel<MaskedLanguageModel>(folder, Model, Tokenizer).Save(folder, configure);

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(Columns);
        SavedModelParts.Write(context, Model.WriteConfig(), Model, Tokenizer);
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    internal static MaskedLanguageModelTransformer Load(ModelLoadContext context, ITensorBackend backend)
    {
        var columns = context.ReadJson<MaskedScoringColumns>();
        var tokenizer = SavedModelParts.ReadTokenizer(context);
        var model = SavedModelParts.Read(context, (config, weights) =>
        {
            var hasPooler = weights.Names.Any(name => name.Contains(".pooler.", StringComparison.Ordinal));
            var encoder = EncoderFamilies.Create(config, backend, weights.ElementCount, hasPooler);
            return SavedModelParts.AddHead(encoder, e => new MaskedLanguageModel(e, random: null));
        });
        return new MaskedLanguageModelTransformer(model, tokenizer, columns);
    }

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Columns.Check(map.Input);
        DataViewSchema.Column[] inputs = Columns.HasLabels(map.Input)
            ? [map.Input[Columns.InputIds], map.Input[Columns.Labels]]
            : [map.Input[Columns.Tokens]];
        var scores = map.Compute(inputs, row => Score(row, inputs));
        map.Add(ColumnNames.Loss, NumberDataViewType.Single, scores, (SequenceScore score, ref float value) => value = score.Loss)
            .Add(
                ColumnNames.TokenCount, NumberDataViewType.Int32, scores, (SequenceScore score, ref int value) => value = score.TokenCount);
    }

    private Func<SequenceScore> Score(DataViewRow row, DataViewSchema.Column[] inputs)
    {
        var scorer = new SequenceScorer(new MaskedLanguageModelTraining(Model));
        var getIds = row.GetGetter<VBuffer<int>>(inputs[0]);
        var getLabels = row.GetGetter<VBuffer<int>>(inputs[^1]);
        VBuffer<int> ids = default;
        VBuffer<int> labels = default;
        return () =>
        {
            getIds(ref ids);
            getLabels(ref labels);
            return ids.Length == labels.Length
                ? scorer.Score(ids.GetValues(), labels.GetValues())
                : throw new CellException(
                    row.Position, Columns.Labels,
                    $"there are {labels.Length} labels for {ids.Length} token ids in '{Columns.InputIds}'; each id needs one.");
        };
    }
}
