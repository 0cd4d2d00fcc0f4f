using Microsoft.Extensions.Logging;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Fine-tunes a decoder on examples: it reads prompt and completion and learns the completion (Ouyang et al. 2022, the supervised step).
/// Whatever parameters of the model are trainable are trained. The fitted stage carries the model.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="logger">Receives the report on the examples and the course of the run.</param>
/// <param name="model">
/// The model, which is changed in place; null to train the folder that the options name, or the registered model.
/// </param>
public sealed class SupervisedFineTuningEstimator(
    SupervisedFineTuningOptions options, PipelineContext context, ILogger<SupervisedFineTuningEstimator> logger,
    IModelSource? model = null)
    : Estimator<PretrainTransformer>(logger)
{
    private readonly TrainedModel _trained = new(model, options.ModelPath, context, nameof(SupervisedFineTuningOptions));

    private ScoringColumns Columns =>
        new(Tokens: options.TokensColumn, LossMask: options.Loss == LossScope.Completion ? options.LossMaskColumn : null);

    /// <summary>Looks at the examples as fitting does before the first step, and does not train.</summary>
    /// <param name="data">What would be learned.</param>
    /// <param name="validation">What would be measured on; null for nothing.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <exception cref="PreflightException">Something looks wrong, and the options say to refuse it.</exception>
    /// <exception cref="PipelineException">There is no model, or the tokens are not of its tokenizer.</exception>
    /// <exception cref="OptionsException">MaximumLength is more than the model takes.</exception>
    public ExampleReport Preflight(IDataView data, IDataView? validation = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        GetOutputSchema(data.Schema);
        if (validation is not null)
            GetOutputSchema(validation.Schema);
        var settings = Settings(Name);
        using var train = ExampleStore.Read(data, settings, cancellationToken);
        using var held = ReadHeld(validation, settings, cancellationToken);
        return Training.Preflight.Check(Name, train, held, options.Preflight, Logger);
    }

    /// <inheritdoc/>
    /// <exception cref="OptionsException">MaximumLength is more than the model takes.</exception>
    protected override PretrainTransformer FitCore(FitContext fit)
    {
        var made = fit.Data.Schema[options.TokensColumn].GetTokenizer();
        GptTokenizers.Check(_trained.Model, _trained.Tokenizer, made, options.TokensColumn);
        var settings = Settings(fit.Stage);
        using var train = ExampleStore.Read(fit.Data, settings, fit.CancellationToken);
        using var held = ReadHeld(fit.Validation, settings, fit.CancellationToken);
        using var guarded = ReadHeld(options.Guard?.Data, settings, fit.CancellationToken);
        Training.Preflight.Check(fit.Stage, train, held, options.Preflight, fit.Logger);
        var rows = options.Packing ? ExampleView.Packed(train, settings.MaximumLength) : ExampleView.OneARow(train, options.BatchSize);
        var loop = new TrainingLoop(
            _trained.Model, options, ColumnsOf(rows), fit.Stage, options.Seed ?? context.Seed, fit.Logger,
            validationColumns: new TrainingColumns())
        {
            Answers = options.Answers.Every > 0
                ? CreateAnswers(options.Answers, made ?? _trained.Tokenizer, fit.Validation, settings, fit.CancellationToken)
                : null,
            GuardRows = Measured(guarded),
            GuardAnswers = options.Guard is { Metric: { } metric } guard
                ? CreateAnswers(OnlyMetric(metric), made ?? _trained.Tokenizer, guard.Data, settings, fit.CancellationToken)
                : null,
        };
        var result = loop.Run(rows, Measured(held), fit.Progress, fit.CancellationToken);
        return new PretrainTransformer(_trained.Model, made ?? _trained.Tokenizer, Columns, result);
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) =>
        WithScores(input.Require<VBuffer<int>>(options.TokensColumn).Require<VBuffer<int>>(options.LossMaskColumn));

    /// <inheritdoc/>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) => WithScores(Columns.Check(input));

    private static ExampleStore? ReadHeld(IDataView? data, ExampleSettings settings, CancellationToken cancellationToken) =>
        data is null ? null : ExampleStore.Read(data, settings with { Empty = EmptyExampleHandling.Drop }, cancellationToken);

    // What is measured keeps its rows, so that the figure does not depend on how examples are packed.
    private ExampleView? Measured(ExampleStore? examples) => examples is null ? null : ExampleView.OneARow(examples, options.BatchSize);

    private AnswerOptions OnlyMetric(string metric) => new()
    {
        Every = 1,
        Metrics = [metric],
        MetricRows = options.Answers.MetricRows,
        Generation = options.Answers.Generation,
        BatchSize = options.Answers.BatchSize,
    };

    // An answer that was cut is none to compare with, so whole examples only.
    private AnswerChecker CreateAnswers(
        AnswerOptions answers, Tokenizer? words, IDataView? data, ExampleSettings settings, CancellationToken cancellationToken)
    {
        IReadOnlyList<AnswerQuestion> questions = [];
        if (answers.Metrics.Count > 0 && data is not null)
        {
            var whole = settings with
            {
                Loss = LossScope.Completion,
                Truncation = ExampleTruncation.Drop,
                Empty = EmptyExampleHandling.Drop,
            };
            using var examples = ExampleStore.Read(data, whole, cancellationToken);
            questions = examples.Questions(answers.MetricRows);
        }

        return new AnswerChecker(
            answers, new TokenGenerator(_trained.Model) { Tokenizer = words }, questions, context.Evaluation, options.Seed ?? context.Seed);
    }

    private static TrainingColumns ColumnsOf(ExampleView rows) => new(Segments: rows.IsPacked ? ColumnNames.Segments : null);

    private static DataViewSchema WithScores(DataViewSchema input) => input
        .With(ColumnNames.Loss, NumberDataViewType.Single)
        .With(ColumnNames.TokenCount, NumberDataViewType.Int32);

    private ExampleSettings Settings(string stage)
    {
        if (options.MaximumLength > _trained.Model.BlockSize)
        {
            throw new OptionsException(nameof(SupervisedFineTuningOptions),
                [
                    $"{stage}: MaximumLength is {options.MaximumLength}, but the model takes {_trained.Model.BlockSize} tokens; lower " +
                    "it, or set 0 for the model's own."]);
        }

        var length = options.MaximumLength == 0 ? _trained.Model.BlockSize : options.MaximumLength;
        return new ExampleSettings(length, options.TokensColumn, options.LossMaskColumn, options.Loss, options.Truncation, options.Empty);
    }
}
