using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// Trains an encoder to classify texts, or pairs of texts, or to give them a number: a fresh one, or whatever parameters of a given one are
/// trainable. The fitted stage carries the model and classifies.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="backend">What a fresh model computes on.</param>
/// <param name="logger">Receives what is known of the rows and the course of the run.</param>
/// <param name="model">The model to train, changed in place, where the options describe no fresh one.</param>
public sealed partial class ClassifyTextEstimator(
    ClassifyTextOptions options, PipelineContext context, ITensorBackend backend, ILogger<ClassifyTextEstimator> logger,
    PretrainedModel<TextClassificationModel>? model = null)
    : Estimator<ClassifyTextTransformer>(logger)
{
    private PretrainedModel<TextClassificationModel>? Given => options.Bert is null && options.Deberta is null ? model : null;

    private TextProblem Problem => options.Problem ?? Given?.Model.Problem ?? TextProblem.SingleLabel;

    /// <inheritdoc/>
    /// <exception cref="OptionsException">
    /// There is no model, and no config of a fresh one; or its vocabulary is smaller than the tokenizer's.
    /// </exception>
    /// <exception cref="PipelineException">
    /// There are no rows, all have one label, or the model has another problem, other labels or no tokenizer.
    /// </exception>
    protected override ClassifyTextTransformer FitCore(FitContext fit)
    {
        var seed = options.Seed ?? context.Seed;
        var tokenizer = Given is null ? options.Tokenizer ?? LearnTokenizer(fit) : GivenTokenizer(fit.Stage, Given);
        var random = new RandomGenerator((uint)seed);
        var encoder = Given?.Model.Encoder ?? Fresh(fit.Stage, tokenizer, random);
        Module owned = encoder;
        try
        {
            using var train = Read(fit.Data);
            using var held = fit.Validation is null ? null : Read(fit.Validation);
            using var guarded = options.Guard?.Data is { } guard ? Read(guard) : null;
            Check(fit, train, held, guarded);
            var trained = Given?.Model ?? new TextClassificationModel(
                encoder,
                Problem == TextProblem.Regression ? TextLabels.Regression : LabelNames.Fresh(fit.Stage, options, train.Labels), random,
                Problem);
            owned = trained;
            LabelNames.Settle(fit.Stage, trained, options, train.Labels);
            var numbers = new List<float>();
            foreach (var store in new[] { train, held, guarded })
                store?.Number(trained.Labels, numbers, options.LabelColumn);
            var loop = new TrainingLoop(
                new TextClassificationTraining(trained, numbers, Weights(fit.Stage, trained.Labels)), options,
                new TrainingColumns(Segments: ColumnNames.Segments), fit.Stage, seed, fit.Logger)
            {
                GuardRows = guarded is null ? null : new LabelledTextsView(guarded, options.BatchSize, isSorted: true),
            };
            using var pooler = encoder is BertModel { Config.HasOffsetPositions: true } ? new HeldPooler(encoder) : null;
            var result = loop.Run(
                new LabelledTextsView(train, options.BatchSize),
                held is null ? null : new LabelledTextsView(held, options.BatchSize, isSorted: true), fit.Progress, fit.CancellationToken);
            return new ClassifyTextTransformer(trained, tokenizer, options.Scoring, result);
        }
        catch
        {
            // A given model stays its owner's.
            if (Given is null)
                owned.Dispose();
            throw;
        }

        LabelledTexts Read(IDataView data) => LabelledTexts.Read(data, options, Problem, tokenizer, encoder, fit.CancellationToken);
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input)
    {
        options.Scoring.Check(input);
        LabelReader.Require(input, options.LabelColumn, Problem);
        return GetScoringSchemaCore(input);
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) =>
        TextScoring.Output(options.Scoring.Check(input), Problem);

    private void Check(FitContext fit, LabelledTexts train, LabelledTexts? held, LabelledTexts? guarded)
    {
        foreach (var (name, store) in new[] { ("", train), ("validation ", held), ("guard ", guarded) })
        {
            if (store is { Count: 0 })
                throw new PipelineException($"{fit.Stage}: there are no {name}rows. Is the file empty, or were all rows left out?");
        }

        if (train.CutCount > 0)
            LogCut(fit.Logger, fit.Stage, train.CutCount, train.Count, train.FirstCut);
        if (train.Labels.Count > 1 && train.Labels.All(label => label == train.Labels[0]))
            LogOneLabel(fit.Logger, fit.Stage, train.Count, train.Labels[0]);
        if (held?.CountShared(train) is > 0 and var shared)
            LogShared(fit.Logger, fit.Stage, shared);
    }

    private double[] Weights(string stage, IReadOnlyList<string> labels)
    {
        if (options.LabelWeights.Count == 0)
            return [];
        foreach (var label in options.LabelWeights.Keys)
        {
            if (!labels.Contains(label))
            {
                throw new OptionsException(
                    nameof(ClassifyTextOptions),
                    [
                        $"{stage}: LabelWeights has the label '{label}', which is not among the model's: " +
                        $"{string.Join(", ", labels.Take(20))}."]);
            }
        }

        return [.. labels.Select(label => options.LabelWeights.TryGetValue(label, out var weight) ? weight : 1)];
    }

    private Tokenizer GivenTokenizer(string stage, PretrainedModel<TextClassificationModel> given)
    {
        if (given.Model.Problem != Problem)
        {
            throw new PipelineException(
                $"{stage}: the model's problem is {given.Model.Problem}, but the options say {Problem}. Leave Problem out, or " +
                "train a model with a head for it.");
        }

        var tokenizer = given.Tokenizer ?? options.Tokenizer ?? throw new PipelineException(
            $"{stage}: the model came without a tokenizer, so it cannot read texts. Give its own as options.Tokenizer.");
        EncoderTokenizers.Check(stage, given.Model.Encoder.VocabularySize, given.Tokenizer, options.Tokenizer ?? tokenizer);
        return tokenizer;
    }

    private TextEncoder Fresh(string stage, Tokenizer tokenizer, RandomGenerator random)
    {
        int Size(int given) => given == 0 || given >= tokenizer.VocabularySize
            ? Math.Max(given, tokenizer.VocabularySize)
            : throw new OptionsException(
                nameof(ClassifyTextOptions),
                [
                    $"{stage}: the config's VocabularySize is {given}, but the tokenizer has {tokenizer.VocabularySize} ids. " +
                    "Give 0 to take the tokenizer's."]);
        return (options.Bert, options.Deberta) switch
        {
            ({ } bert, _) => new BertModel(
                backend, bert with { VocabularySize = Size(bert.VocabularySize) }, random, hasPooler: !bert.HasOffsetPositions),
            (_, { } deberta) => new DebertaModel(backend, deberta with { VocabularySize = Size(deberta.VocabularySize) }, random),
            _ => throw NoModel(stage),
        };
    }

    private Tokenizer LearnTokenizer(FitContext fit)
    {
        if (options.Bert is null && options.Deberta is null)
            throw NoModel(fit.Stage);
        fit.Report(0, message: "learning a vocabulary");
        return new WordPieceTrainer(new WordPieceTrainerOptions { VocabularySize = options.VocabularySize })
            .Train(Texts(fit.Data), cancellationToken: fit.CancellationToken);
    }

    private IEnumerable<ReadOnlyMemory<char>> Texts(IDataView data)
    {
        var columns = options.Scoring.Columns(data.Schema);
        using var cursor = data.GetRowCursor(columns);
        var getters = Array.ConvertAll(columns, column => cursor.GetGetter<ReadOnlyMemory<char>>(column));
        while (cursor.MoveNext())
        {
            foreach (var get in getters)
            {
                ReadOnlyMemory<char> text = default;
                get(ref text);
                yield return text.ToString().AsMemory();
            }
        }
    }

    private static OptionsException NoModel(string stage) => new(
        nameof(ClassifyTextOptions), [$"{stage}: there is no model. Give one, or the config of a fresh one: Bert or Deberta."]);

    [LoggerMessage(EventId = 3151, Level = LogLevel.Warning,
        Message = "{Stage}: {Cut} of {Count} rows have more tokens than MaximumLength or the model takes, the first is row {First}; " +
            "what lies behind is not seen")]
    private static partial void LogCut(ILogger logger, string stage, int cut, int count, long first);

    [LoggerMessage(EventId = 3152, Level = LogLevel.Warning,
        Message = "{Stage}: all {Count} rows have the label {Label}. Check the column of labels.")]
    private static partial void LogOneLabel(ILogger logger, string stage, int count, string label);

    [LoggerMessage(EventId = 3153, Level = LogLevel.Warning,
        Message = "{Stage}: {Shared} validation texts are also trained on, so what is measured on them says little.")]
    private static partial void LogShared(ILogger logger, string stage, int shared);
}
