using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// A trained classifier of texts as a stage: adds the best label (<see cref="ColumnNames.PredictedLabel"/>), of equal ones the first, and
/// each label's score and probability in the order of <see cref="Labels"/>; for a regression the number as
/// <see cref="ColumnNames.Score"/>. Rows are read ahead and computed by length; scores do not depend on the batch. Disposing it disposes
/// the model.
/// </summary>
public sealed record ClassifyTextTransformer : RowToRowTransformer, ISavableTransformer, IDisposable
{
    /// <summary>Makes the stage.</summary>
    /// <param name="model">The model, in evaluation mode; the stage owns it.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="scoring">Where texts are and how they are read; null for the defaults.</param>
    /// <param name="result">How the training went; null for a model that was loaded.</param>
    public ClassifyTextTransformer(
        TextClassificationModel model, Tokenizer tokenizer, TextScoring? scoring = null, TrainingResult? result = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        (Model, Tokenizer, Scoring, Result) = (model, tokenizer, scoring ?? new TextScoring(), result);
    }

    /// <summary>The trained model.</summary>
    public TextClassificationModel Model { get; }

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Where texts are and how they are read.</summary>
    public TextScoring Scoring { get; }

    /// <summary>How the training went; null for a model that was loaded.</summary>
    public TrainingResult? Result { get; }

    /// <summary>The labels that scores and probabilities are in the order of; one where a number is predicted.</summary>
    public IReadOnlyList<string> Labels => Model.Labels;

    /// <inheritdoc/>
    public override IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ClassifyTextView(this, input, base.Transform(input));
    }

    /// <summary>Writes model, head, labels and tokenizer as a folder in Hugging Face's layout.</summary>
    /// <param name="folder">The folder. If it is there, files of the same names and older weights are replaced and the others stay.</param>
    /// <param name="configure">Sets how weights are stored; float32 in files of at most 5 GB by default.</param>
    /// <exception cref="ModelFormatException">The place cannot be written to; nothing half-written stays.</exception>
    /// <exception cref="PipelineException">There are adapters on the model.</exception>
    public void SaveFolder(string folder, Action<ModelWriteOptions>? configure = null)
    {
        SavedModelParts.RequirePlain(Model);
        new PretrainedModel<TextClassificationModel>(folder, Model, Tokenizer).Save(folder, configure);
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

    internal static ClassifyTextTransformer Load(ModelLoadContext context, ITensorBackend backend)
    {
        var scoring = context.ReadJson<TextScoring>();
        if (scoring.BatchSize < 1 || scoring.WindowSize < 1 || scoring.MaximumLength < 1 || string.IsNullOrEmpty(scoring.Text))
            throw new ModelFormatException("The saved stage computes no rows or reads no texts. Save the pipeline again.");
        var tokenizer = SavedModelParts.ReadTokenizer(context)
            ?? throw new ModelFormatException("The saved stage has no tokenizer. Save the pipeline again.");
        var model = SavedModelParts.Read(context, (config, weights) =>
        {
            var (labels, problem) = TextClassificationConfig.Read(config);
            return SavedModelParts.AddHead(
                TextClassificationModel.CreateEncoder(config, backend, weights.ElementCount),
                encoder => new TextClassificationModel(encoder, labels, random: null, problem));
        });
        return new ClassifyTextTransformer(model, tokenizer, scoring);
    }

    /// <summary>Classifies rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="firstRow">The position of the first, for errors.</param>
    internal TextPrediction[] Predict(IReadOnlyList<TextTokens> rows, long firstRow)
    {
        var scores = RowScorer.Score(
            Model.Encoder, [.. rows.Select(row => row.Ids)], [.. rows.Select(row => row.Types)], Scoring.BatchSize, Model.ScoreRows);
        var predictions = new TextPrediction[scores.Length];
        for (var i = 0; i < predictions.Length; i++)
            predictions[i] = TextPrediction.Of(scores[i], Model, firstRow + i);
        return predictions;
    }

    internal TextRowReader CreateReader(DataViewRow row, DataViewSchema schema) => new(row, schema, Scoring, Tokenizer, Model.Encoder);

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var predicted = map.Compute(Scoring.Columns(map.Input), row => PredictOne(row, map.Input));
        if (Model.Problem == TextProblem.Regression)
        {
            map.Add(
                ColumnNames.Score, NumberDataViewType.Single, predicted,
                (TextPrediction row, ref float value) => value = row.Scores[0]);
            return;
        }

        var floats = new VectorDataViewType(NumberDataViewType.Single);
        map.Add(
                ColumnNames.PredictedLabel, TextDataViewType.Instance, predicted,
                (TextPrediction row, ref ReadOnlyMemory<char> value) => value = row.Label.AsMemory())
            .Add(
                ColumnNames.Score, floats, predicted,
                (TextPrediction row, ref VBuffer<float> value) => MultipleChoiceTransformer.Write(row.Scores, ref value))
            .Add(
                TextClassificationColumns.Probability, floats, predicted,
                (TextPrediction row, ref VBuffer<float> value) => MultipleChoiceTransformer.Write(row.Probabilities, ref value));
    }

    private Func<TextPrediction> PredictOne(DataViewRow row, DataViewSchema schema)
    {
        var reader = CreateReader(row, schema);
        return () => Predict([reader.Read()], row.Position)[0];
    }
}
