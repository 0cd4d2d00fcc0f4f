using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>
/// Puts a low-rank adapter on a model and trains it on token rows: packed blocks with labels, or examples with a loss mask. The base stays
/// as it is. The fitted stage carries the model with the adapter.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="logger">Receives the report on the examples and the course of the run.</param>
/// <param name="model">The base.</param>
public sealed class LoraEstimator(LoraTrainerOptions options, PipelineContext context, ILogger<LoraEstimator> logger, IModelSource model)
    : Estimator<LoraTransformer>(logger)
{
    /// <inheritdoc/>
    protected override LoraTransformer FitCore(FitContext fit)
    {
        var seed = options.Seed ?? context.Seed;
        var isBlocks = HasBlocks(fit.Data.Schema);
        var made = fit.Data.Schema[isBlocks ? options.InputIdsColumn : options.TokensColumn].GetTokenizer();
        Check(made, isBlocks ? options.InputIdsColumn : options.TokensColumn);
        var adapters = model.Model.Module.Attach(options.Adapter, options.AdapterName, seed);
        var rules = options.Optimizer.Rules;
        try
        {
            options.Optimizer.Rules = [.. rules, .. LoraPlus()];
            var result = isBlocks ? TrainOnBlocks(fit, seed) : TrainOnExamples(fit, seed);
            adapters.ActivateFrozen(options.AdapterName);
            var mask = !isBlocks && options.Loss == LossScope.Completion ? options.LossMaskColumn : null;
            return new LoraTransformer(model, adapters, options.AdapterName, made ?? model.Tokenizer, mask, options.SaveBase, result);
        }
        catch
        {
            // The model stays its owner's, as it was.
            adapters.Delete(options.AdapterName);
            throw;
        }
        finally
        {
            options.Optimizer.Rules = rules;
        }
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) => WithScores(HasBlocks(input)
        ? input.Require<VBuffer<int>>(options.InputIdsColumn).Require<VBuffer<int>>(options.LabelsColumn)
        : input.Require<VBuffer<int>>(options.TokensColumn).Require<VBuffer<int>>(options.LossMaskColumn));

    /// <inheritdoc/>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) =>
        WithScores(HasBlocks(input) ? input : input.Require<VBuffer<int>>(options.TokensColumn));

    private static DataViewSchema WithScores(DataViewSchema input) => input
        .With(ColumnNames.Loss, NumberDataViewType.Single)
        .With(ColumnNames.TokenCount, NumberDataViewType.Int32);

    private bool HasBlocks(DataViewSchema input) =>
        input.GetColumnOrNull(options.InputIdsColumn) is not null && input.GetColumnOrNull(options.LabelsColumn) is not null;

    private TrainingResult TrainOnBlocks(FitContext fit, int seed)
    {
        var columns = new TrainingColumns(options.InputIdsColumn, options.LabelsColumn);
        var loop = new TrainingLoop(model.Model, options, columns, fit.Stage, seed, fit.Logger);
        return loop.Run(fit.Data, fit.Validation, fit.Progress, fit.CancellationToken);
    }

    private TrainingResult TrainOnExamples(FitContext fit, int seed)
    {
        var settings = Settings(fit.Stage);
        using var train = ExampleStore.Read(fit.Data, settings, fit.CancellationToken);
        using var held = fit.Validation is null
            ? null
            : ExampleStore.Read(fit.Validation, settings with { Empty = EmptyExampleHandling.Drop }, fit.CancellationToken);
        Preflight.Check(fit.Stage, train, held, options.Preflight, fit.Logger);
        var rows = options.Packing ? ExampleView.Packed(train, settings.MaximumLength) : ExampleView.OneARow(train, options.BatchSize);
        var measured = held is null ? null : ExampleView.OneARow(held, options.BatchSize);
        var columns = new TrainingColumns(Segments: rows.IsPacked ? ColumnNames.Segments : null);
        var loop = new TrainingLoop(model.Model, options, columns, fit.Stage, seed, fit.Logger, validationColumns: new TrainingColumns());
        return loop.Run(rows, measured, fit.Progress, fit.CancellationToken);
    }

    private ExampleSettings Settings(string stage)
    {
        var longest = model.Model.BlockSize;
        if (options.MaximumLength > longest)
        {
            throw new OptionsException(nameof(LoraTrainerOptions),
                [$"{stage}: MaximumLength is {options.MaximumLength}, but the model takes {longest} tokens; lower it, or set 0 for the model's own."]);
        }

        return new ExampleSettings(
            options.MaximumLength == 0 ? longest : options.MaximumLength, options.TokensColumn, options.LossMaskColumn, options.Loss,
            options.Truncation, options.Empty);
    }

    private List<ParameterRule> LoraPlus()
    {
        List<ParameterRule> rules = [];
        if (options.LoraPlusRatio == 1)
            return rules;
        foreach (var part in new[] { "lora_B", "lora_embedding_B" })
        {
            var pattern = $"*.{part}.{options.AdapterName}*";
            if (model.Model.Module.NamedParameters().Any(p => p.Name.Contains($".{part}.{options.AdapterName}", StringComparison.Ordinal)))
                rules.Add(new ParameterRule { Pattern = pattern, LearningRateFactor = options.LoraPlusRatio });
        }

        return rules;
    }

    private void Check(Tokenizer? made, string column)
    {
        if (made is null)
            return;
        if (made.VocabularySize > model.Model.VocabularySize)
        {
            throw new PipelineException(
                $"The tokenizer has {made.VocabularySize} ids, but the model knows {model.Model.VocabularySize}. Use the model's tokenizer.");
        }

        if (model.Tokenizer is { } own && made.Fingerprint != own.Fingerprint)
        {
            throw new PipelineException(
                $"Column '{column}' was made by another tokenizer (fingerprint {made.Fingerprint}) than the model's ({own.Fingerprint}): " +
                "its ids mean other texts. Tokenize with the model's own.");
        }
    }
}
