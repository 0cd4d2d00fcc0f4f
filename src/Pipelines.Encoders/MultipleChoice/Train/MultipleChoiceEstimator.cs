using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// Trains an encoder to choose the right option: a fresh one, or whatever parameters of a given one are trainable. The fitted stage carries
/// the model and ranks options.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="backend">What a fresh model computes on.</param>
/// <param name="logger">Receives the course of the run.</param>
/// <param name="model">The model to train, changed in place, where the options describe no fresh one.</param>
public sealed partial class MultipleChoiceEstimator(
    MultipleChoiceOptions options, PipelineContext context, ITensorBackend backend, ILogger<MultipleChoiceEstimator> logger,
    PretrainedModel<MultipleChoiceModel>? model = null)
    : Estimator<MultipleChoiceTransformer>(logger)
{
    // Fewer questions may well have the same answer.
    private const int QuestionsWithOneAnswer = 8;

    private PretrainedModel<MultipleChoiceModel>? Given => options.Bert is null && options.Deberta is null ? model : null;

    /// <inheritdoc/>
    /// <exception cref="OptionsException">
    /// There is no model, and no config of a fresh one; or its vocabulary's size is not known.
    /// </exception>
    /// <exception cref="PipelineException">There are no questions, or an option has more tokens than the model takes.</exception>
    protected override MultipleChoiceTransformer FitCore(FitContext fit)
    {
        var made = fit.Data.Schema[options.InputIdsColumn].GetTokenizer();
        var seed = options.Seed ?? context.Seed;
        var trained = Given?.Model ?? Fresh(fit.Stage, made, seed);
        try
        {
            EncoderTokenizers.Check(fit.Stage, trained.Encoder.VocabularySize, Given?.Tokenizer, made);
            using var train = QuestionStore.Read(fit.Data, options, fit.CancellationToken);
            using var held = fit.Validation is null ? null : QuestionStore.Read(fit.Validation, options, fit.CancellationToken);
            using var guarded = options.Guard?.Data is { } guard ? QuestionStore.Read(guard, options, fit.CancellationToken) : null;
            Check(fit, trained, train, held, guarded);
            var loop = new TrainingLoop(
                new MultipleChoiceTraining(trained), options, new TrainingColumns(Segments: ColumnNames.Segments), fit.Stage, seed,
                fit.Logger)
            {
                GuardRows = guarded is null ? null : new QuestionView(guarded, options.BatchSize, isSorted: true),
            };
            var result = loop.Run(
                new QuestionView(train, options.BatchSize), held is null ? null : new QuestionView(held, options.BatchSize, isSorted: true),
                fit.Progress, fit.CancellationToken);
            return new MultipleChoiceTransformer(trained, made ?? Given?.Tokenizer, options.Scoring, result);
        }
        catch
        {
            // A given model stays its owner's.
            if (Given is null)
                trained.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) =>
        options.Scoring.Output(options.Scoring.Check(input).Require<ReadOnlyMemory<char>>(options.LabelColumn));

    /// <inheritdoc/>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) => options.Scoring.Output(options.Scoring.Check(input));

    private static void Check(FitContext fit, MultipleChoiceModel trained, QuestionStore train, QuestionStore? held, QuestionStore? guarded)
    {
        (string Name, QuestionStore? Store)[] stores = [("", train), ("validation ", held), ("guard ", guarded)];
        foreach (var (name, store) in stores)
        {
            if (store is null)
                continue;
            if (store.Count == 0)
                throw new PipelineException($"{fit.Stage}: there are no {name}questions. Is the file empty, or were all rows left out?");
            if (store.LongestOption > trained.Encoder.BlockSize)
                throw new PipelineException(
                    $"{fit.Stage}: an option of {name}row {store.LongestRow} has {store.LongestOption} tokens, but the model takes at " +
                    $"most {trained.Encoder.BlockSize}. Set the MaximumLength of FormatMultipleChoice to that.");
        }

        if (train.HasOneAnswer && train.Count >= QuestionsWithOneAnswer)
            LogOneAnswer(fit.Logger, fit.Stage, train.Count, ChoiceLetters.Of(train.Label(0)));
        if (held?.CountShared(train) is > 0 and var shared)
            LogShared(fit.Logger, fit.Stage, shared);
    }

    [LoggerMessage(EventId = 3131, Level = LogLevel.Warning,
        Message = "{Stage}: all {Count} questions have the answer {Letter}. Check the column of answers.")]
    private static partial void LogOneAnswer(ILogger logger, string stage, int count, string letter);

    [LoggerMessage(EventId = 3132, Level = LogLevel.Warning,
        Message = "{Stage}: {Shared} validation questions are also trained on, so what is measured on them says little.")]
    private static partial void LogShared(ILogger logger, string stage, int shared);

    private MultipleChoiceModel Fresh(string stage, Tokenizer? tokenizer, int seed)
    {
        int Size(int given) => given > 0 ? given : tokenizer?.VocabularySize ?? throw new OptionsException(
            nameof(MultipleChoiceOptions),
            [
                $"{stage}: the config's VocabularySize is 0 and column '{options.InputIdsColumn}' does not come from " +
                "FormatMultipleChoice, which would know it; give it."]);
        var random = new RandomGenerator((uint)seed);
        TextEncoder encoder = (options.Bert, options.Deberta) switch
        {
            ({ } bert, _) => new BertModel(backend, bert with { VocabularySize = Size(bert.VocabularySize) }, random),
            (_, { } deberta) => new DebertaModel(backend, deberta with { VocabularySize = Size(deberta.VocabularySize) }, random),
            _ => throw new OptionsException(
                nameof(MultipleChoiceOptions), [$"{stage}: there is no model. Give one, or the config of a fresh one: Bert or Deberta."]),
        };
        return new MultipleChoiceModel(encoder, random);
    }
}
