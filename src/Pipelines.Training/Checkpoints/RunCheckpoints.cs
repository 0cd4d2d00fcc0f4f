using Microsoft.Extensions.Logging;

namespace Pipelines.Training;

/// <summary>
/// The checkpoints of a run: the newest ones, and apart from them that of the best step. Without a folder none are written.
/// </summary>
internal sealed class RunCheckpoints
{
    /// <summary>The folder of the best step's checkpoint, below that of the others.</summary>
    public const string BestFolder = "best";

    private readonly CheckpointStore? _newest;
    private readonly CheckpointStore? _best;
    private readonly int _every;
    private readonly string _stage;
    private readonly ILogger _logger;

    public RunCheckpoints(TrainerOptions options, string stage, ILogger logger)
    {
        _every = options.CheckpointEvery;
        _stage = stage;
        _logger = logger;
        if (options.CheckpointFolder is not { } folder)
            return;
        _newest = new CheckpointStore(folder, options.CheckpointsKept);
        _best = options.TracksBest ? new CheckpointStore(Path.Combine(folder, BestFolder), kept: 1) : null;
    }

    /// <summary>Whether checkpoints are written at all.</summary>
    public bool AreWritten => _newest is not null;

    /// <summary>Whether a step's turn has come.</summary>
    public bool IsDue(int step) => AreWritten && _every > 0 && step % _every == 0;

    /// <summary>
    /// The newest checkpoint, that of the best step included, for it can be resumed from as well; null where there is none.
    /// </summary>
    public string? FindLatest() =>
        _best?.FindLatest() is { } best && (_newest!.FindLatest() is not { } newest
            || CheckpointStore.StepOf(best) > CheckpointStore.StepOf(newest))
            ? best
            : _newest?.FindLatest();

    /// <summary>The checkpoint of the best step; null where it is not there.</summary>
    public string? FindBest(int step) => _best?.FindLatest() is { } best && CheckpointStore.StepOf(best) == step ? best : null;

    /// <summary>Goes on from the newest checkpoint, where there is one.</summary>
    /// <exception cref="CheckpointException">There is one, and the run was not asked to go on; or it cannot be gone on from.</exception>
    public void Resume(TrainingRun run, bool resume)
    {
        if (FindLatest() is not { } latest)
            return;
        if (!resume)
            throw new CheckpointException("There are checkpoints of another run here. "
                + "Set Resume to go on with it, or give a folder without checkpoints.", latest);
        run.Restore(latest);
        TrainingLog.Resumed(_logger, _stage, run.Step, latest);
        if (_best is null || run.Best.Step is not { } best || FindBest(best) is not null)
            return;
        TrainingLog.BestIsMissing(_logger, _stage, best);
        run.Best.Forget();
    }

    /// <summary>Writes a checkpoint of the last whole step.</summary>
    public void Save(TrainingRun run)
    {
        if (_newest is not null)
            TrainingLog.Saved(_logger, _stage, run.Step, run.Save(_newest));
    }

    /// <summary>Writes a checkpoint of the last whole step as the best one.</summary>
    public void SaveBest(TrainingRun run)
    {
        if (_best is not null)
            TrainingLog.Saved(_logger, _stage, run.Step, run.Save(_best));
    }
}
