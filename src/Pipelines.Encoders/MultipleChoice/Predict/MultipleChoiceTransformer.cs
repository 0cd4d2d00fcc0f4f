using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// A trained multiple-choice encoder as a stage: adds each question's best option (<see cref="ColumnNames.PredictedLabel"/>), the options'
/// scores and probabilities, and their ranking; of equal ones the first. Questions are read ahead and their options computed by length;
/// scores do not depend on the batch. Disposing it disposes the model.
/// </summary>
public sealed record MultipleChoiceTransformer : RowToRowTransformer, ISavableTransformer, IDisposable
{
    /// <summary>Makes the stage.</summary>
    /// <param name="model">The model; the stage owns it.</param>
    /// <param name="tokenizer">The tokenizer it was trained with, where known.</param>
    /// <param name="scoring">Where questions are and how options are ranked; null for the defaults.</param>
    /// <param name="result">How the training went; null for a model that was loaded.</param>
    public MultipleChoiceTransformer(
        MultipleChoiceModel model, Tokenizer? tokenizer, ChoiceScoring? scoring = null, TrainingResult? result = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (Model, Tokenizer, Scoring, Result) = (model, tokenizer, scoring ?? new ChoiceScoring(), result);
    }

    /// <summary>The trained model.</summary>
    public MultipleChoiceModel Model { get; }

    /// <summary>The tokenizer it was trained with, where known.</summary>
    public Tokenizer? Tokenizer { get; }

    /// <summary>Where questions are and how options are ranked.</summary>
    public ChoiceScoring Scoring { get; }

    /// <summary>How the training went; null for a model that was loaded.</summary>
    public TrainingResult? Result { get; }

    /// <inheritdoc/>
    public override IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MultipleChoiceView(this, input, base.Transform(input));
    }

    /// <summary>Writes model, head and tokenizer as a folder in Hugging Face's layout.</summary>
    /// <param name="folder">The folder. If it is there, files of the same names and older weights are replaced and the others stay.</param>
    /// <param name="configure">Sets how weights are stored; float32 in files of at most 5 GB by default.</param>
    /// <exception cref="ModelFormatException">The place cannot be written to; nothing half-written stays.</exception>
    /// <exception cref="PipelineException">There are adapters on the model.</exception>
    public void SaveFolder(string folder, Action<ModelWriteOptions>? configure = null)
    {
        SavedModelParts.RequirePlain(Model);
        new PretrainedModel<MultipleChoiceModel>(folder, Model, Tokenizer).Save(folder, configure);
    }

    /// <inheritdoc/>
    /// <exception cref="PipelineException">There are adapters on the model.</exception>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        SavedModelParts.RequirePlain(Model);
        context.WriteJson(Scoring);
        SavedModelParts.Write(context, Model.WriteConfig(), Model, Tokenizer);
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    internal static MultipleChoiceTransformer Load(ModelLoadContext context, ITensorBackend backend)
    {
        var scoring = context.ReadJson<ChoiceScoring>();
        if (scoring.BatchSize < 1 || scoring.WindowSize < 1 || scoring.RankedCount < 1)
            throw new ModelFormatException("The saved stage computes no rows or ranks none. Save the pipeline again.");
        var tokenizer = SavedModelParts.ReadTokenizer(context);
        var model = SavedModelParts.Read(context, (config, weights) => SavedModelParts.AddHead(
            EncoderFamilies.Create(config, backend, weights.ElementCount, hasPooler: true),
            encoder => new MultipleChoiceModel(encoder, random: null)));
        return new MultipleChoiceTransformer(model, tokenizer, scoring);
    }

    /// <summary>Ranks the options of questions.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="firstRow">The position of the first, for errors.</param>
    internal RankedOptions[] Rank(IReadOnlyList<ChoiceQuestion> questions, long firstRow)
    {
        for (var i = 0; i < questions.Count; i++)
        {
            foreach (var option in questions[i].Options)
            {
                if (option.Length > Model.Encoder.BlockSize)
                    throw new CellException(
                        firstRow + i, Scoring.InputIds,
                        $"an option has {option.Length} tokens, but the model takes at most {Model.Encoder.BlockSize}. Set the " +
                        "MaximumLength of FormatMultipleChoice to that.");
                if (option.AsSpan().ContainsAnyExceptInRange(0, Model.Encoder.VocabularySize - 1))
                    throw new CellException(
                        firstRow + i, Scoring.InputIds,
                        $"a token id is not among the model's {Model.Encoder.VocabularySize}. Use the model's own tokenizer.");
            }
        }

        var scores = ChoiceScorer.Score(Model, questions, Scoring.BatchSize);
        var ranked = new RankedOptions[scores.Length];
        for (var i = 0; i < ranked.Length; i++)
            ranked[i] = RankedOptions.Of(scores[i], Scoring.RankedCount, firstRow + i);
        return ranked;
    }

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var ranked = map.Compute(Scoring.Columns(map.Input), row => RankOne(row, map.Input));
        var floats = new VectorDataViewType(NumberDataViewType.Single);
        map.Add(
                ColumnNames.PredictedLabel, TextDataViewType.Instance, ranked,
                (RankedOptions row, ref ReadOnlyMemory<char> value) => value = row.Label.AsMemory())
            .Add(ColumnNames.Score, floats, ranked, (RankedOptions row, ref VBuffer<float> value) => Write(row.Scores, ref value))
            .Add(
                MultipleChoiceColumns.Probability, floats, ranked,
                (RankedOptions row, ref VBuffer<float> value) => Write(row.Probabilities, ref value))
            .Add(
                MultipleChoiceColumns.Ranking, TextDataViewType.Instance, ranked,
                (RankedOptions row, ref ReadOnlyMemory<char> value) => value = row.Ranking.AsMemory())
            .Add(
                MultipleChoiceColumns.RankedIndices, new VectorDataViewType(NumberDataViewType.Int32), ranked,
                (RankedOptions row, ref VBuffer<int> value) => Write(row.Order, ref value));
    }

    /// <summary>Fills a vector.</summary>
    internal static void Write<T>(T[] source, ref VBuffer<T> value)
    {
        var editor = VBufferEditor.Create(ref value, source.Length);
        source.CopyTo(editor.Values);
        value = editor.Commit();
    }

    private Func<RankedOptions> RankOne(DataViewRow row, DataViewSchema schema)
    {
        var reader = new ChoiceRowReader(row, schema, Scoring);
        return () => Rank([reader.Read()], row.Position)[0];
    }
}
