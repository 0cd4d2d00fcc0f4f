using Microsoft.Extensions.Logging;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Fine-tunes a decoder on examples: it reads prompt and completion and learns the completion (Ouyang et al. 2022, the supervised step). Whatever
/// parameters of the model are trainable are trained. The fitted stage carries the model.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="logger">Receives the report on the examples and the course of the run.</param>
/// <param name="model">The model; it is changed in place.</param>
/// <param name="tokenizer">The model's tokenizer, which must have made the tokens; null where it is not known.</param>
public sealed class SupervisedFineTuningEstimator(
    SupervisedFineTuningOptions options, PipelineContext context, ILogger<SupervisedFineTuningEstimator> logger, GptModel model,
    Tokenizer? tokenizer = null)
    : Estimator<PretrainTransformer>(logger)
{
    private ScoringColumns Columns => new(Tokens: options.TokensColumn, LossMask: options.Loss == LossScope.Completion ? options.LossMaskColumn : null);

    /// <inheritdoc/>
    protected override PretrainTransformer FitCore(FitContext fit)
    {
        var made = fit.Data.Schema[options.TokensColumn].GetTokenizer();
        GptTokenizers.Check(model, tokenizer, made, options.TokensColumn);
        var settings = Settings(fit.Stage);
        using var train = ExampleStore.Read(fit.Data, settings, fit.CancellationToken);
        using var held = fit.Validation is null
            ? null
            : ExampleStore.Read(fit.Validation, settings with { Empty = EmptyExampleHandling.Drop }, fit.CancellationToken);
        Preflight.Check(fit.Stage, train, held, options.Preflight, fit.Logger);
        var rows = options.Packing ? ExampleView.Packed(train, settings.MaximumLength) : ExampleView.OneARow(train, options.BatchSize);
        // What is measured keeps its rows, so that the figure does not depend on how examples are packed.
        var measured = held is null ? null : ExampleView.OneARow(held, options.BatchSize);
        var loop = new TrainingLoop(model, options, ColumnsOf(rows), fit.Stage, options.Seed ?? context.Seed, fit.Logger, validationColumns: new TrainingColumns());
        var result = loop.Run(rows, measured, fit.Progress, fit.CancellationToken);
        return new PretrainTransformer(model, made ?? tokenizer, Columns, result);
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) =>
        WithScores(input.Require<VBuffer<int>>(options.TokensColumn).Require<VBuffer<int>>(options.LossMaskColumn));

    /// <inheritdoc/>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) => WithScores(Columns.Check(input));

    private static TrainingColumns ColumnsOf(ExampleView rows) => new(Segments: rows.IsPacked ? ColumnNames.Segments : null);

    private static DataViewSchema WithScores(DataViewSchema input) => input
        .With(ColumnNames.Loss, NumberDataViewType.Single)
        .With(ColumnNames.TokenCount, NumberDataViewType.Int32);

    private ExampleSettings Settings(string stage)
    {
        if (options.MaximumLength > model.BlockSize)
        {
            throw new OptionsException(nameof(SupervisedFineTuningOptions),
                [$"{stage}: MaximumLength is {options.MaximumLength}, but the model takes {model.BlockSize} tokens; lower it, or set 0 for the model's own."]);
        }

        var length = options.MaximumLength == 0 ? model.BlockSize : options.MaximumLength;
        return new ExampleSettings(length, options.TokensColumn, options.LossMaskColumn, options.Loss, options.Truncation, options.Empty);
    }
}
