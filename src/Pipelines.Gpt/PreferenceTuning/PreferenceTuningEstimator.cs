using Microsoft.Extensions.Logging;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Tunes a decoder on preferences: pairs of a better and a worse answer, or single answers that are desirable or not (see
/// <see cref="PreferenceLossKind"/>). Whatever parameters of the model are trainable are trained; its reference is frozen. The fitted stage
/// carries the model. Rewards, accuracies and margins stand in the history under the names of <see cref="PreferenceMetrics"/>.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="logger">Receives the report on the rows and the course of the run.</param>
/// <param name="model">
/// The model, which is changed in place; null to train the folder that the options name, or the registered model.
/// </param>
public sealed class PreferenceTuningEstimator(
    PreferenceTuningOptions options, PipelineContext context, ILogger<PreferenceTuningEstimator> logger,
    IModelSource? model = null)
    : Estimator<PretrainTransformer>(logger)
{
    private readonly TrainedModel _trained = new(model, options.ModelPath, context, nameof(PreferenceTuningOptions));

    private readonly PreferenceLoss _loss = options.ToLoss();

    private string FirstTokens => _loss.IsUnpaired ? options.TokensColumn : options.ChosenTokensColumn;

    private string FirstMask => _loss.IsUnpaired ? options.LossMaskColumn : options.ChosenLossMaskColumn;

    private ScoringColumns Columns => new(Tokens: FirstTokens, LossMask: FirstMask);

    /// <summary>Looks at the rows as fitting does before the first step, and does not train.</summary>
    /// <param name="data">What would be learned.</param>
    /// <param name="validation">What would be measured on; null for nothing.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <exception cref="PreflightException">Something looks wrong, and the options say to refuse it.</exception>
    /// <exception cref="OptionsException">MaximumLength is more than the model takes.</exception>
    /// <exception cref="CellException">
    /// A row is too long, has nothing to learn or two equal texts, and the options say to refuse it.
    /// </exception>
    /// <exception cref="PipelineException">There is no model, or the tokens are not of its tokenizer.</exception>
    public ExampleReport Preflight(IDataView data, IDataView? validation = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        GetOutputSchema(data.Schema);
        if (validation is not null)
            GetOutputSchema(validation.Schema);
        var settings = Settings(Name);
        using var train = PreferenceStore.Read(data, settings, cancellationToken);
        using var held = ReadHeld(validation, settings, cancellationToken);
        return PreferencePreflight.Check(Name, train, held, options.Preflight, Logger);
    }

    /// <inheritdoc/>
    /// <exception cref="PipelineException">There is no model, or the reference does not share its tokenizer.</exception>
    /// <exception cref="CheckpointException">
    /// The run cannot be resumed: what the reference thought at its start is not in the folder.
    /// </exception>
    protected override PretrainTransformer FitCore(FitContext fit)
    {
        var made = fit.Data.Schema[FirstTokens].GetTokenizer();
        GptTokenizers.Check(_trained.Model, _trained.Tokenizer, made, FirstTokens);
        if (options.Reference is { } reference && reference.VocabularySize != _trained.Model.VocabularySize)
        {
            throw new PipelineException(
                $"{fit.Stage}: the reference knows {reference.VocabularySize} token ids and the model {_trained.Model.VocabularySize}; " +
                "they must share a tokenizer.");
        }

        var settings = Settings(fit.Stage);
        using var train = PreferenceStore.Read(fit.Data, settings, fit.CancellationToken);
        using var held = ReadHeld(fit.Validation, settings, fit.CancellationToken);
        using var guarded = ReadHeld(options.Guard?.Data, settings, fit.CancellationToken);
        PreferencePreflight.Check(fit.Stage, train, held, options.Preflight, fit.Logger);
        PreferenceStore?[] stores = [train, held, guarded];
        AttachReference([.. stores.OfType<PreferenceStore>()], fit.CancellationToken);
        var objective = PreferenceObjective.Create(
            _loss, options.EffectiveLikelihoodWeight, held?.RowsPerToken(withPrompts: _loss.Kind == PreferenceLossKind.Orpo));
        var tuned = new PreferenceModel(_trained.Model, objective, options.Dropout);
        var loop = new TrainingLoop(tuned, options, PreferenceView.Columns, fit.Stage, options.Seed ?? context.Seed, fit.Logger)
        {
            GuardRows = guarded is null ? null : new PreferenceView(guarded, options.BatchSize),
        };
        var result = loop.Run(
            new PreferenceView(train, options.BatchSize), held is null ? null : new PreferenceView(held, options.BatchSize), fit.Progress,
            fit.CancellationToken);
        return new PretrainTransformer(_trained.Model, made ?? _trained.Tokenizer, Columns, result);
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input)
    {
        input.Require<VBuffer<int>>(FirstTokens).Require<VBuffer<int>>(FirstMask);
        return WithScores(_loss.IsUnpaired
            ? input.Require<bool>(options.DesirableColumn)
            : input.Require<VBuffer<int>>(options.RejectedTokensColumn).Require<VBuffer<int>>(options.RejectedLossMaskColumn));
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) => WithScores(Columns.Check(input));

    private static DataViewSchema WithScores(DataViewSchema input) => input
        .With(ColumnNames.Loss, NumberDataViewType.Single)
        .With(ColumnNames.TokenCount, NumberDataViewType.Int32);

    private static PreferenceStore? ReadHeld(IDataView? data, PreferenceRowSettings settings, CancellationToken cancellationToken)
    {
        var dropping = settings with { Empty = EmptyExampleHandling.Drop, Equal = EqualPairHandling.Drop };
        return data is null ? null : PreferenceStore.Read(data, dropping, cancellationToken);
    }

    // A run that goes on takes the scores of its start, since its model has learned in the meantime.
    private void AttachReference(PreferenceStore[] stores, CancellationToken cancellationToken)
    {
        double[][]? scores = null;
        if (_loss.HasReference)
        {
            var folder = options.CheckpointFolder;
            var latest = folder is null ? null : new CheckpointStore(folder, options.CheckpointsKept).FindLatest();
            if (latest is null)
            {
                var reference = options.Reference ?? _trained.Model;
                scores = [.. stores.Select(s => ReferenceScores.Compute(reference, s, options.BatchSize, cancellationToken))];
                if (folder is not null)
                    ReferenceCache.Write(folder, stores, scores);
            }
            else if (options.Resume)
            {
                scores = ReferenceCache.Read(folder!, stores) ?? throw new CheckpointException(
                    "The run cannot be resumed: the reference's log-probabilities of its start are not here. " +
                    "Start afresh in another folder.", latest);
            }
            else
            {
                // The loop refuses to begin among another run's checkpoints.
                scores = [.. stores.Select(s => new double[2 * s.Count])];
            }
        }

        for (var i = 0; i < stores.Length; i++)
            ReferenceScores.Attach(stores[i], scores?[i], _loss.IsUnpaired);
    }

    private PreferenceRowSettings Settings(string stage) => new()
    {
        MaximumLength = PreferenceLengths.Effective(stage, nameof(PreferenceTuningOptions), options.MaximumLength, _trained.Model),
        FirstTokens = FirstTokens,
        FirstMask = FirstMask,
        SecondTokens = _loss.IsUnpaired ? null : options.RejectedTokensColumn,
        SecondMask = _loss.IsUnpaired ? null : options.RejectedLossMaskColumn,
        Desirable = _loss.IsUnpaired ? options.DesirableColumn : null,
        PairsWithOthers = _loss.Kind == PreferenceLossKind.Kto,
        Truncation = options.Truncation,
        Empty = options.Empty,
        Equal = options.EqualPairs,
    };
}
