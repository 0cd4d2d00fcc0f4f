using System.Collections;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Pipelines;

/// <summary>
/// Stages fitted one after the other, each on what those before it make of the data. Immutable: appending gives a new chain.
/// </summary>
/// <remarks>
/// A stage of <see cref="TransformerScope.Training"/> shapes what later stages are fitted on and is not in the fitted chain. Before any row
/// is read, the whole chain's schemas are checked, both as it is fitted and as it will score.
/// </remarks>
/// <typeparam name="TLast">The last stage's transformer.</typeparam>
public sealed class EstimatorChain<TLast> : IValidatedEstimator<TransformerChain<TLast>>, IEnumerable<IEstimator<ITransformer>>
    where TLast : class, ITransformer
{
    private readonly ChainStage[] _stages;
    private readonly ILoggerFactory? _loggers;

    /// <summary>An empty chain, whose fitted chain gives its input back.</summary>
    /// <param name="loggerFactory">Where fitting is logged, one category a stage; by default where each stage logs, if it does.</param>
    public EstimatorChain(ILoggerFactory? loggerFactory = null) : this([], loggerFactory)
    {
    }

    private EstimatorChain(ChainStage[] stages, ILoggerFactory? loggers)
    {
        _stages = stages;
        _loggers = loggers;
    }

    /// <summary>How many stages there are.</summary>
    public int Count => _stages.Length;

    /// <summary>When each stage takes part.</summary>
    public IReadOnlyList<TransformerScope> Scopes => [.. _stages.Select(stage => stage.Scope)];

    /// <summary>The chain with a stage added at its end.</summary>
    /// <param name="estimator">The stage.</param>
    /// <param name="scope">When it takes part.</param>
    public EstimatorChain<TNew> Append<TNew>(IEstimator<TNew> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNew : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        if (scope == TransformerScope.None || (scope & ~TransformerScope.Everything) != 0)
            throw new ArgumentOutOfRangeException(
                nameof(scope), scope, "A stage takes part in Training, Testing, Scoring or several of them.");
        return new EstimatorChain<TNew>([.. _stages, new ChainStage(estimator, scope)], _loggers);
    }

    /// <summary>
    /// The chain with what its last stage gives kept in memory while later stages are fitted, so that those that read it many times compute
    /// it once; validation data likewise. The fitted chain has no cache.
    /// </summary>
    /// <param name="context">The context whose data catalog caches.</param>
    /// <exception cref="InvalidOperationException">The chain is empty.</exception>
    public EstimatorChain<TLast> AppendCacheCheckpoint(PipelineContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_stages.Length == 0)
            throw new InvalidOperationException("An empty chain gives nothing to cache: cache the data itself with context.Data.Cache.");
        return new EstimatorChain<TLast>(
            [.. _stages[..^1], _stages[^1] with { CacheContext = context }], _loggers ?? context.LoggerFactory);
    }

    /// <summary>The chain, logging its fitting.</summary>
    public EstimatorChain<TLast> WithLogging(ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(loggerFactory);
        return new EstimatorChain<TLast>(_stages, loggerFactory);
    }

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ChainSchema.Check(_stages, inputSchema).Output;
    }

    /// <inheritdoc/>
    public DataViewSchema GetScoringSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ChainSchema.Score(_stages, inputSchema).Output;
    }

    /// <inheritdoc/>
    public TransformerChain<TLast> Fit(IDataView data, CancellationToken cancellationToken = default) => Fit(data, null, cancellationToken);

    /// <inheritdoc/>
    public TransformerChain<TLast> Fit(IDataView data, IProgress<FitProgress>? progress, CancellationToken cancellationToken = default) =>
        Fit(data, null, progress, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>
    /// The validation data goes through the stages of <see cref="TransformerScope.Testing"/>; a stage of that scope only is fitted on it. A
    /// stage that takes no part in training but in scoring is fitted on the data as it will be scored.
    /// </remarks>
    public TransformerChain<TLast> Fit(
        IDataView data, IDataView? validation, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var schemas = ChainSchema.Check(_stages, data.Schema, validation?.Schema);
        var view = data;
        var scoredView = data;
        var scored = data.Schema;
        using var undo = new FittedStages();
        var fitted = new List<ITransformer>();
        var scopes = new List<TransformerScope>();
        ITransformer? last = null;
        for (var i = 0; i < _stages.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stage = _stages[i];
            var isLast = i == _stages.Length - 1;
            if (stage.IsOnly(TransformerScope.Testing))
            {
                if (validation is not null)
                    validation = undo.Add(last = FitStage(i, validation, null, progress, cancellationToken)).Transform(validation);
                continue;
            }

            var transformer = last = stage.IsIn(TransformerScope.Training)
                ? FitStage(i, view, validation, progress, cancellationToken)
                : FitStage(i, scoredView, null, progress, cancellationToken);
            undo.Add(transformer);
            var place = ChainErrors.Place(i, _stages.Length);
            if (schemas.Scored[i] is { } promised)
            {
                scored = ChainErrors.At(place, stage.Name, () => Promised(promised, transformer.GetOutputSchema(scored)));
                fitted.Add(transformer);
                scopes.Add(stage.Scope);
            }

            if (isLast)
                break;
            if (stage.IsIn(TransformerScope.Scoring))
                scoredView = transformer.Transform(scoredView);
            if (stage.IsIn(TransformerScope.Testing))
                validation = validation is null ? null : transformer.Transform(validation);
            if (stage.IsIn(TransformerScope.Training))
            {
                view = transformer.Transform(view);
                ChainErrors.At(place, stage.Name, () => Promised(schemas.Fitted[i]!, view.Schema));
            }

            if (stage.CacheContext is { Data: var cache })
            {
                view = cache.Cache(view);
                validation = validation is null ? null : cache.Cache(validation);
            }
        }

        undo.Keep();
        return new TransformerChain<TLast>(fitted, scopes, last as TLast);
    }

    /// <summary>The stages.</summary>
    public IEnumerator<IEstimator<ITransformer>> GetEnumerator() => _stages.Select(stage => stage.Estimator).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static DataViewSchema Promised(DataViewSchema promised, DataViewSchema given)
    {
        SchemaPromise.Check(promised, given);
        return given;
    }

    private ITransformer FitStage(
        int index, IDataView view, IDataView? validation, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var stage = _stages[index];
        var place = ChainErrors.Place(index, _stages.Length);
        var logger = _loggers?.CreateLogger(stage.Estimator.GetType()) ?? (stage.Estimator as ILoggingStage)?.Logger ?? NullLogger.Instance;
        var started = Stopwatch.GetTimestamp();
        ChainLog.Fitting(logger, place, stage.Name);
        using var activity = ChainTelemetry.StartFit(place, stage.Name);
        try
        {
            var name = $"{place}, {stage.Name}";
            progress?.Report(new FitProgress(name, 0, null));
            var report = progress is null ? null : new StageProgress(progress, name);
            var transformer = ChainErrors.At(
                place, stage.Name,
                () => validation is not null && stage.Estimator is IValidatedEstimator<ITransformer> validated
                    ? validated.Fit(view, validation, report, cancellationToken)
                    : stage.Estimator.Fit(view, report, cancellationToken));
            ChainLog.Fitted(logger, place, stage.Name, Stopwatch.GetElapsedTime(started).TotalSeconds);
            ChainTelemetry.Fitted(stage.Name, Stopwatch.GetElapsedTime(started));
            return transformer;
        }
        catch (OperationCanceledException e)
        {
            activity.Fail(e);
            ChainTelemetry.Fitted(stage.Name, Stopwatch.GetElapsedTime(started), e);
            ChainLog.Cancelled(logger, place, stage.Name, Stopwatch.GetElapsedTime(started).TotalSeconds);
            throw;
        }
        catch (Exception e)
        {
            activity.Fail(e);
            ChainTelemetry.Fitted(stage.Name, Stopwatch.GetElapsedTime(started), e);
            ChainLog.Failed(logger, e, place, stage.Name, Stopwatch.GetElapsedTime(started).TotalSeconds);
            throw;
        }
    }
}
