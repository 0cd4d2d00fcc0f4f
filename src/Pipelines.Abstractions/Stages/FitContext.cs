using Microsoft.Extensions.Logging;

namespace Pipelines;

/// <summary>What a stage is fitted with.</summary>
/// <param name="stage">The stage's name in progress reports.</param>
/// <param name="data">The rows.</param>
/// <param name="validation">Held-out rows of the same schema; null for none.</param>
/// <param name="progress">Who wants to know how far it is.</param>
/// <param name="logger">Where it logs.</param>
/// <param name="cancellationToken">Stops the work.</param>
public sealed class FitContext(
    string stage, IDataView data, IDataView? validation, IProgress<FitProgress>? progress, ILogger logger,
    CancellationToken cancellationToken)
{
    /// <summary>The stage's name in progress reports.</summary>
    public string Stage => stage;

    /// <summary>The rows; their schema is checked.</summary>
    public IDataView Data => data;

    /// <summary>Held-out rows of the same schema, to measure on and never to learn from; null where there are none.</summary>
    public IDataView? Validation => validation;

    /// <summary>Who wants to know how far it is; null where nobody does.</summary>
    public IProgress<FitProgress>? Progress => progress;

    /// <summary>Where the stage logs.</summary>
    public ILogger Logger => logger;

    /// <summary>Stops the work.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Reports how far it is, and stops where that was asked for.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="totalSteps">Steps in all, where known.</param>
    /// <param name="message">What is being done.</param>
    /// <exception cref="OperationCanceledException">The work is to stop.</exception>
    public void Report(long step, long? totalSteps = null, string? message = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new FitProgress(stage, step, totalSteps, message));
    }
}
