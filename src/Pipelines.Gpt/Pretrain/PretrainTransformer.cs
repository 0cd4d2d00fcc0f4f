using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// A trained decoder as a stage: adds each row's <see cref="ColumnNames.Loss"/> and <see cref="ColumnNames.TokenCount"/>, and carries the
/// model. Disposing it disposes the model.
/// </summary>
public sealed record PretrainTransformer : RowToRowTransformer, ISavableTransformer, IModelSource, IDisposable
{
    private const string GenerationFile = GenerationConfigFile.FileName;

    /// <summary>
    /// The annotation of the loss column that holds the stage with the model, an <see cref="IModelSource"/>, for stages that follow.
    /// </summary>
    public const string ModelAnnotation = "Model";

    /// <summary>Makes the stage.</summary>
    /// <param name="model">The model; the stage owns it.</param>
    /// <param name="tokenizer">The tokenizer it was trained with, where known.</param>
    /// <param name="columns">Where the rows to score are.</param>
    /// <param name="result">How the training went; null for a model that was loaded.</param>
    public PretrainTransformer(GptModel model, Tokenizer? tokenizer, ScoringColumns columns, TrainingResult? result = null)
    {
        Model = model;
        Tokenizer = tokenizer;
        Columns = columns;
        Result = result;
    }

    /// <summary>The trained model.</summary>
    public GptModel Model { get; }

    /// <summary>The tokenizer it was trained with, where known.</summary>
    public Tokenizer? Tokenizer { get; }

    /// <summary>Where the rows to score are.</summary>
    public ScoringColumns Columns { get; }

    /// <summary>How the training went; null for a model that was loaded.</summary>
    public TrainingResult? Result { get; }

    /// <summary>The stage that this one is a part of, such as an adapter's, which those behind save in its place; null for none.</summary>
    internal ITransformer? Carrier { get; init; }

    ITrainableModel IModelSource.Model => Model;

    string? IModelSource.Path => null;

    ITransformer IModelSource.CreateScorer(Tokenizer? tokenizer, string? lossMaskColumn, ITransformer? carrier) =>
        new PretrainTransformer(Model, tokenizer ?? Tokenizer, Columns with { LossMask = lossMaskColumn }) { Carrier = carrier };

    /// <summary>Continues texts with the model.</summary>
    /// <exception cref="PipelineException">The model was trained on ids that did not come from a tokenize stage.</exception>
    public TextGenerator CreateGenerator() => new(
        Model, Tokenizer ?? throw new PipelineException(
            "The model was trained on ids without a tokenizer, so it cannot read or write text. Train behind a tokenize stage."));

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        context.WriteJson(Columns);
        SavedDecoder.Write(context, Model, Model.Config, Tokenizer);
        if (Model.Generation is not null)
            context.WriteJson(Model.Generation, GenerationFile);
    }

    /// <summary>Reads a saved stage.</summary>
    internal static PretrainTransformer Load(ModelLoadContext context, ITensorBackend backend)
    {
        var columns = context.ReadJson<ScoringColumns>();
        var generation = context.FileExists(GenerationFile) ? context.ReadJson<GenerationOptions>(GenerationFile) : null;
        var (model, tokenizer) = SavedDecoder.Read(
            context, "decoder",
            (config, weights) => GptFolder.Load(weights, backend, config, SavedDecoder.ConfigFile, held: weights.Quantization));
        model.Generation = generation;
        return new PretrainTransformer(model, tokenizer, columns);
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        Columns.Check(map.Input);
        var scores = Columns.HasLabels(map.Input)
            ? map.Compute([map.Input[Columns.InputIds], map.Input[Columns.Labels]], ScoreLabels)
            : Columns.HasLossMask(map.Input)
                ? map.Compute([map.Input[Columns.Tokens], map.Require<VBuffer<int>>(Columns.LossMask!)], ScoreMarked)
                : map.Compute([map.Input[Columns.Tokens]], ScoreTokens);
        map.Add(
                ColumnNames.Loss, NumberDataViewType.Single, scores, (RowScore score, ref float value) => value = score.Loss,
                DataViewSchema.Annotations.Empty.With<ITransformer>(ModelAnnotation, Carrier ?? this))
            .Add(ColumnNames.TokenCount, NumberDataViewType.Int32, scores, (RowScore score, ref int value) => value = score.TokenCount);
    }

    private Func<RowScore> ScoreLabels(DataViewRow row)
    {
        var scorer = new RowScorer(Model);
        var inputIds = row.GetGetter<VBuffer<int>>(row.Schema[Columns.InputIds]);
        var labels = row.GetGetter<VBuffer<int>>(row.Schema[Columns.Labels]);
        VBuffer<int> ids = default;
        VBuffer<int> targets = default;
        return () =>
        {
            inputIds(ref ids);
            labels(ref targets);
            return scorer.Score(ids.GetValues(), targets.GetValues());
        };
    }

    private Func<RowScore> ScoreMarked(DataViewRow row)
    {
        var scorer = new RowScorer(Model);
        var getTokens = row.GetGetter<VBuffer<int>>(row.Schema[Columns.Tokens]);
        var getMask = row.GetGetter<VBuffer<int>>(row.Schema[Columns.LossMask!]);
        VBuffer<int> tokens = default;
        VBuffer<int> mask = default;
        int[] labels = [];
        return () =>
        {
            getTokens(ref tokens);
            getMask(ref mask);
            return tokens.Length == mask.Length
                ? scorer.Score(tokens.GetValues(), mask.GetValues(), ref labels)
                : throw new CellException(
                    row.Position, Columns.LossMask!,
                    $"there are {mask.Length} marks for {tokens.Length} tokens in '{Columns.Tokens}'; each token needs one.");
        };
    }

    private Func<RowScore> ScoreTokens(DataViewRow row)
    {
        var scorer = new RowScorer(Model);
        var getter = row.GetGetter<VBuffer<int>>(row.Schema[Columns.Tokens]);
        VBuffer<int> tokens = default;
        return () =>
        {
            getter(ref tokens);
            return scorer.Score(tokens.GetValues());
        };
    }
}
