using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// A trained T5 model as a stage: writes a text for each source and scores targets (<see cref="ColumnNames.Loss"/>,
/// <see cref="ColumnNames.TokenCount"/>) where there are any. The row's identity decides its random numbers. Disposing it disposes the
/// model.
/// </summary>
public sealed record T5Transformer : RowToRowTransformer, ISavableTransformer, IDisposable
{
    private const string GenerationFile = "generation.json";
    private const string ModelGenerationFile = GenerationConfigFile.FileName;

    /// <summary>Makes the stage.</summary>
    /// <param name="model">The model; the stage owns it.</param>
    /// <param name="tokenizer">The tokenizer it was trained with, where known.</param>
    /// <param name="texts">Columns and lengths.</param>
    /// <param name="generation">How texts are written.</param>
    /// <param name="result">How the training went; null for a model that was loaded.</param>
    public T5Transformer(T5Model model, Tokenizer? tokenizer, T5Texts texts, GenerationOptions generation, TrainingResult? result = null) =>
        (Model, Tokenizer, Texts, Generation, Result) = (model, tokenizer, texts, generation, result);

    /// <summary>The trained model.</summary>
    public T5Model Model { get; }

    /// <summary>The tokenizer it was trained with, where known.</summary>
    public Tokenizer? Tokenizer { get; }

    /// <summary>Columns and lengths.</summary>
    public T5Texts Texts { get; }

    /// <summary>How texts are written.</summary>
    public GenerationOptions Generation { get; }

    /// <summary>How the training went; null for a model that was loaded.</summary>
    public TrainingResult? Result { get; }

    /// <summary>Writes texts for texts with the model.</summary>
    /// <exception cref="PipelineException">The model was trained on ids that did not come from a tokenize stage.</exception>
    public TextGenerator CreateGenerator() => new(Model, Tokenizer ?? throw NoTokenizer());

    /// <summary>Writes model and tokenizer as a folder in Hugging Face's layout.</summary>
    /// <param name="folder">The folder. If it is there, files of the same names and older weights are replaced and the others stay.</param>
    /// <param name="configure">Sets how weights are stored; float32 in files of at most 5 GB by default.</param>
    /// <exception cref="ModelFormatException">The place cannot be written to; nothing half-written stays.</exception>
    public void SaveFolder(string folder, Action<ModelWriteOptions>? configure = null) =>
        new PretrainedModel<T5Model>(folder, Model, Tokenizer).Save(folder, configure);

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(Texts);
        context.WriteJson(Generation, GenerationFile);
        if (Model.Generation is not null)
            context.WriteJson(Model.Generation, ModelGenerationFile);
        SavedModelParts.Write(context, Model.Config.ToJson(), Model, Tokenizer);
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    internal static T5Transformer Load(ModelLoadContext context, ITensorBackend backend)
    {
        var texts = context.ReadJson<T5Texts>();
        var generation = context.ReadJson<GenerationOptions>(GenerationFile);
        var tokenizer = SavedModelParts.ReadTokenizer(context);
        var model = SavedModelParts.Read(context, (section, weights) =>
        {
            var config = T5Config.Read(section);
            ModelBudget.Check(section, config.CountParameters(), weights.ElementCount);
            return new T5Model(backend, config, random: null);
        });
        if (context.FileExists(ModelGenerationFile))
            model.Generation = context.ReadJson<GenerationOptions>(ModelGenerationFile);
        return new T5Transformer(model, tokenizer, texts, generation);
    }

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Texts.Output(map.Input);
        if (map.Input.GetColumnOrNull(Texts.Source) is not null)
        {
            var source = map.Require<ReadOnlyMemory<char>>(Texts.Source);
            map.Add<ReadOnlyMemory<char>>(Texts.Generated, TextDataViewType.Instance, [source], row => Write(row, source));
        }

        if (!Texts.HasTexts(map.Input) && !Texts.HasTokens(map.Input))
            return;
        var scores = Texts.HasTexts(map.Input)
            ? map.Compute([map.Input[Texts.Source], map.Input[Texts.Target]], ScoreTexts)
            : map.Compute([map.Input[Texts.InputIds], map.Input[Texts.Labels], map.Input[Texts.Segments]], ScoreTokens);
        map.Add(ColumnNames.Loss, NumberDataViewType.Single, scores, (SequenceScore score, ref float value) => value = score.Loss)
            .Add(
                ColumnNames.TokenCount, NumberDataViewType.Int32, scores, (SequenceScore score, ref int value) => value = score.TokenCount);
    }

    private static PipelineException NoTokenizer() => new(
        "The model was trained on ids without a tokenizer, so it cannot read or write text. Train behind a tokenize stage.");

    private ValueGetter<ReadOnlyMemory<char>> Write(DataViewRow row, DataViewSchema.Column source)
    {
        var generator = CreateGenerator();
        var getSource = row.GetGetter<ReadOnlyMemory<char>>(source);
        var getId = row.GetIdGetter();
        ReadOnlyMemory<char> text = default;
        DataViewRowId id = default;
        return (ref ReadOnlyMemory<char> value) =>
        {
            getSource(ref text);
            getId(ref id);
            value = generator.Generate(text.ToString(), Generation, stream: id.Low ^ ulong.RotateLeft(id.High, 32)).AsMemory();
        };
    }

    private Func<SequenceScore> ScoreTexts(DataViewRow row)
    {
        var encoder = new T5Encoder(Tokenizer ?? throw NoTokenizer(), Model.Config, Texts);
        var scorer = new SequenceScorer(new T5Training(Model));
        var getSource = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[Texts.Source]);
        var getTarget = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[Texts.Target]);
        var pair = new TrainingRow();
        ReadOnlyMemory<char> question = default;
        ReadOnlyMemory<char> answer = default;
        return () =>
        {
            getSource(ref question);
            getTarget(ref answer);
            var (source, target) = (encoder.Source(question.ToString()), encoder.Target(answer.ToString()));
            pair.Reset(source.Length + target.Length);
            source.CopyTo(pair.InputIds);
            target.CopyTo(pair.InputIds[source.Length..]);
            target.CopyTo(pair.Labels[source.Length..]);
            pair.Segments[source.Length..].Fill(T5Training.TargetSegment);
            return scorer.Score(pair.InputIds, pair.Labels, pair.Segments);
        };
    }

    private Func<SequenceScore> ScoreTokens(DataViewRow row)
    {
        var scorer = new SequenceScorer(new T5Training(Model));
        var getIds = row.GetGetter<VBuffer<int>>(row.Schema[Texts.InputIds]);
        var getLabels = row.GetGetter<VBuffer<int>>(row.Schema[Texts.Labels]);
        var getSegments = row.GetGetter<VBuffer<int>>(row.Schema[Texts.Segments]);
        VBuffer<int> ids = default;
        VBuffer<int> labels = default;
        VBuffer<int> segments = default;
        return () =>
        {
            getIds(ref ids);
            getLabels(ref labels);
            getSegments(ref segments);
            return ids.Length == labels.Length && ids.Length == segments.Length
                ? scorer.Score(ids.GetValues(), labels.GetValues(), segments.GetValues())
                : throw new CellException(
                    row.Position, Texts.Labels,
                    $"there are {labels.Length} labels and {segments.Length} segments for {ids.Length} token ids in " +
                    $"'{Texts.InputIds}'; each id needs one.");
        };
    }
}
