using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Trains a decoder with a fresh head to give the better of two texts the higher reward (Ouyang et al. 2022). The decoder becomes the
/// reward model's: the fitted stage carries and disposes it.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="logger">Receives the report on the rows and the course of the run.</param>
/// <param name="model">
/// The model, which is changed in place; null to train the folder that the options name, or the registered model.
/// </param>
public sealed class RewardModelingEstimator(
    RewardModelingOptions options, PipelineContext context, ILogger<RewardModelingEstimator> logger,
    IModelSource? model = null)
    : Estimator<RewardTransformer>(logger)
{
    private readonly TrainedModel _trained = new(model, options.ModelPath, context, nameof(RewardModelingOptions));

    /// <inheritdoc/>
    protected override RewardTransformer FitCore(FitContext fit)
    {
        var made = fit.Data.Schema[options.ChosenTokensColumn].GetTokenizer();
        GptTokenizers.Check(_trained.Model, _trained.Tokenizer, made, options.ChosenTokensColumn);
        var seed = options.Seed ?? context.Seed;
        var settings = new PreferenceRowSettings
        {
            MaximumLength = PreferenceLengths.Effective(fit.Stage, nameof(RewardModelingOptions), options.MaximumLength, _trained.Model),
            FirstTokens = options.ChosenTokensColumn,
            SecondTokens = options.RejectedTokensColumn,
            Margin = options.MarginColumn,
            Truncation = options.Truncation,
            Empty = options.Empty,
            Equal = options.EqualPairs,
        };
        using var train = PreferenceStore.Read(fit.Data, settings, fit.CancellationToken);
        using var held = fit.Validation is null
            ? null
            : PreferenceStore.Read(
                fit.Validation, settings with { Empty = EmptyExampleHandling.Drop, Equal = EqualPairHandling.Drop }, fit.CancellationToken);
        PreferencePreflight.Check(fit.Stage, train, held, options.Preflight, fit.Logger);
        var reward = new RewardModel(_trained.Model, new RandomGenerator((ulong)(uint)seed));
        var loop = new TrainingLoop(
            new RewardTrainingModel(reward, options.CenteringCoefficient), options, PreferenceView.Columns, fit.Stage, seed, fit.Logger);
        var result = loop.Run(
            new PreferenceView(train, options.BatchSize), held is null ? null : new PreferenceView(held, options.BatchSize), fit.Progress,
            fit.CancellationToken);
        return new RewardTransformer(reward, made ?? _trained.Tokenizer, options.TokensColumn, result);
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input)
    {
        input.Require<VBuffer<int>>(options.ChosenTokensColumn).Require<VBuffer<int>>(options.RejectedTokensColumn);
        if (options.MarginColumn is { } margin)
            input.Require<float>(margin);
        return WithScore(input);
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) =>
        WithScore(input.Require<VBuffer<int>>(options.TokensColumn));

    private static DataViewSchema WithScore(DataViewSchema input) => input.With(ColumnNames.Score, NumberDataViewType.Single);
}
