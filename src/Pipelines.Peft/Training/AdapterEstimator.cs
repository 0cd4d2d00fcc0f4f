using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>
/// Puts an adapter on a model and trains it on token rows: packed blocks with labels, or examples with a loss mask. The base stays as it
/// is, bit for bit. A method's estimator derives from this and says how its adapter is attached.
/// </summary>
/// <typeparam name="TSet">The method's adapters.</typeparam>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="logger">Receives the report on the examples and the course of the run.</param>
/// <param name="model">The base; null to load the folder that the options name.</param>
public abstract class AdapterEstimator<TSet>(AdapterTrainerOptions options, PipelineContext context, ILogger logger, IModelSource? model)
    : Estimator<AdapterTransformer<TSet>>(logger) where TSet : AdapterSet, IAdapterSet<TSet>
{
    private IModelSource? _source;

    /// <summary>The base.</summary>
    protected IModelSource Source => _source ?? throw new InvalidOperationException("The base is loaded when the stage is fitted.");

    /// <summary>Puts a fresh adapter on the base and lets it act, to be trained.</summary>
    /// <param name="seed">Decides what it starts with.</param>
    protected abstract TSet Attach(int seed);

    /// <summary>What the optimizer shall do otherwise for some of the parameters, once the adapter is attached.</summary>
    protected virtual IReadOnlyList<ParameterRule> Rules() => [];

    /// <summary>What the training loop trains: the base with the adapter on it, or it with more in its loss.</summary>
    /// <param name="adapters">The adapters, attached.</param>
    protected virtual ITrainableModel Trained(TSet adapters) => Source.Model;

    /// <inheritdoc/>
    /// <exception cref="OptionsException">There is no base, or MaximumLength is more than it takes.</exception>
    /// <exception cref="PipelineException">The tokens are not of the base's tokenizer.</exception>
    protected override AdapterTransformer<TSet> FitCore(FitContext fit)
    {
        var seed = options.Seed ?? context.Seed;
        _source = options.ModelPath is { } path
            ? ModelSources.Load(context, path)
            : model ?? throw new OptionsException(
                options.GetType().Name, ["ModelPath is missing: give the folder of the base, or the stage a model."]);
        try
        {
            return Fit(fit, seed);
        }
        catch
        {
            if (!ReferenceEquals(_source, model))
                (_source as IDisposable)?.Dispose();
            throw;
        }
    }

    private AdapterTransformer<TSet> Fit(FitContext fit, int seed)
    {
        var isBlocks = HasBlocks(fit.Data.Schema);
        var made = fit.Data.Schema[isBlocks ? options.InputIdsColumn : options.TokensColumn].GetTokenizer();
        Check(made, isBlocks ? options.InputIdsColumn : options.TokensColumn);
        var adapters = Attach(seed);
        var rules = options.Optimizer.Rules;
        try
        {
            options.Optimizer.Rules = [.. rules, .. Rules()];
            var trained = Trained(adapters);
            var result = isBlocks ? TrainOnBlocks(fit, trained, seed) : TrainOnExamples(fit, trained, seed);
            adapters.ActivateFrozen(options.AdapterName);
            var mask = !isBlocks && options.Loss == LossScope.Completion ? options.LossMaskColumn : null;
            return new AdapterTransformer<TSet>(
                Source, adapters, options.AdapterName, made ?? Source.Tokenizer, mask, options.SaveBase, result);
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

    private TrainingResult TrainOnBlocks(FitContext fit, ITrainableModel trained, int seed)
    {
        var columns = new TrainingColumns(options.InputIdsColumn, options.LabelsColumn);
        var loop = new TrainingLoop(trained, options, columns, fit.Stage, seed, fit.Logger);
        return loop.Run(fit.Data, fit.Validation, fit.Progress, fit.CancellationToken);
    }

    private TrainingResult TrainOnExamples(FitContext fit, ITrainableModel trained, int seed)
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
        var loop = new TrainingLoop(trained, options, columns, fit.Stage, seed, fit.Logger, validationColumns: new TrainingColumns());
        return loop.Run(rows, measured, fit.Progress, fit.CancellationToken);
    }

    private ExampleSettings Settings(string stage)
    {
        var longest = Source.Model.BlockSize;
        if (options.MaximumLength > longest)
        {
            throw new OptionsException(options.GetType().Name,
                [
                    $"{stage}: MaximumLength is {options.MaximumLength}, but the model takes {longest} tokens; lower it, " +
                    "or set 0 for the model's own."]);
        }

        return new ExampleSettings(
            options.MaximumLength == 0 ? longest : options.MaximumLength, options.TokensColumn, options.LossMaskColumn, options.Loss,
            options.Truncation, options.Empty);
    }

    private void Check(Tokenizer? made, string column)
    {
        if (made is null)
            return;
        if (made.VocabularySize > Source.Model.VocabularySize)
        {
            throw new PipelineException(
                $"The tokenizer has {made.VocabularySize} ids, but the model knows {Source.Model.VocabularySize}. " +
                "Use the model's tokenizer.");
        }

        if (Source.Tokenizer is { } own && made.Fingerprint != own.Fingerprint)
        {
            throw new PipelineException(
                $"Column '{column}' was made by another tokenizer (fingerprint {made.Fingerprint}) than the model's ({own.Fingerprint}): " +
                "its ids mean other texts. Tokenize with the model's own.");
        }
    }
}
