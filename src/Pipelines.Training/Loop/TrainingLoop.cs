using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>
/// The loop of every trainer: read micro-batches, add up their gradients, clip, step, and now and then measure, report and save. It trains
/// whatever parameters of the model require a gradient. The same seed gives the same bits, also when the run was stopped and resumed.
/// </summary>
public sealed class TrainingLoop
{
    private readonly ITrainableModel _model;
    private readonly TrainerOptions _options;
    private readonly TrainingColumns _columns;
    private readonly TrainingColumns _validationColumns;
    private readonly ILogger _logger;
    private readonly ICollective _collective;
    private readonly string _stage;
    private readonly int _seed;

    /// <summary>Makes a loop.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="options">How; validated already.</param>
    /// <param name="columns">Where token ids and labels are.</param>
    /// <param name="stage">The trainer's name, for progress and errors.</param>
    /// <param name="seed">The seed where the options give none.</param>
    /// <param name="logger">Receives the course of the run.</param>
    /// <param name="collective">The processes that train together; one where null.</param>
    /// <param name="validationColumns">Where token ids and labels of the validation rows are; null for <paramref name="columns"/>.</param>
    public TrainingLoop(
        ITrainableModel model, TrainerOptions options, TrainingColumns columns, string stage, int seed, ILogger logger, ICollective? collective = null,
        TrainingColumns? validationColumns = null)
    {
        _model = model;
        _options = options;
        _columns = columns;
        _validationColumns = validationColumns ?? columns;
        _stage = stage;
        _seed = options.Seed ?? seed;
        _logger = logger;
        _collective = collective ?? SingleProcess.Instance;
    }

    /// <summary>Trains.</summary>
    /// <param name="data">The rows to learn from.</param>
    /// <param name="validation">Rows to measure on; null for none.</param>
    /// <param name="progress">Receives a <see cref="TrainingProgress"/> after every step.</param>
    /// <param name="cancellationToken">Stops between micro-batches; a checkpoint of the last whole step is left where there is a folder for it.</param>
    /// <exception cref="TrainingException">The loss or the gradient is not finite.</exception>
    public TrainingResult Run(IDataView data, IDataView? validation, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var run = new TrainingRun(_model, _options, _seed);
        var checkpoints = _options.CheckpointFolder is { } folder ? new CheckpointStore(folder, _options.CheckpointsKept) : null;
        using var reader = new TokenBatchReader(data, _columns, _options.BatchSize, _options.Shuffle ? _seed : null);
        if (checkpoints?.FindLatest() is { } latest)
        {
            if (!_options.Resume)
                throw new CheckpointException("There are checkpoints of another run here. Set Resume to go on with it, or give a folder without checkpoints.", latest);
            run.Restore(latest);
            reader.Seek(run.Position);
            TrainingLog.Resumed(_logger, _stage, run.Step, latest);
        }

        var totalSteps = TotalSteps(data);
        var evaluator = validation is null ? null : new Evaluator(_model, validation, _validationColumns, _options.BatchSize);
        var schedule = _options.CreateSchedule(totalSteps);
        var batches = new TokenBatch[_options.GradientAccumulationSteps];
        for (var i = 0; i < batches.Length; i++)
            batches[i] = new TokenBatch();
        var started = Stopwatch.GetTimestamp();
        double secondsToFirstStep = 0;
        var stoppedEarly = false;
        _model.Module.ToTraining();
        try
        {
            while (run.Step < totalSteps && !stoppedEarly)
            {
                var stepStarted = Stopwatch.GetTimestamp();
                var (loss, tokens) = AccumulateGradients(run, reader, batches, checkpoints, cancellationToken);
                var learningRate = schedule.At(run.Step);
                var norm = run.Update(learningRate, _options.MaximumGradientNorm);
                if (!double.IsFinite(norm))
                    throw NotFinite("gradient norm", norm, run, checkpoints);
                run.CompleteStep(reader.Position, tokens, Stopwatch.GetElapsedTime(stepStarted).TotalSeconds);
                if (secondsToFirstStep == 0)
                    secondsToFirstStep = Stopwatch.GetElapsedTime(started).TotalSeconds;

                double? validationLoss = null;
                if (evaluator is not null && run.Step < totalSteps && IsDue(_options.EvaluateEvery, run.Step))
                {
                    validationLoss = evaluator.Measure(_options.EvaluationBatches, cancellationToken);
                    stoppedEarly = run.HasRunOutOfPatience(validationLoss.Value, _options.EarlyStoppingPatience);
                }

                var report = run.Report(_stage, totalSteps, loss, learningRate, norm, validationLoss);
                progress?.Report(report);
                stoppedEarly |= _options.StopWhen?.Invoke(report) ?? false;
                if (checkpoints is not null && IsDue(_options.CheckpointEvery, run.Step))
                    Save(run, checkpoints);
            }

            if (checkpoints is not null && run.SavedStep != run.Step)
                Save(run, checkpoints);
            var finalLoss = evaluator?.Measure(0, cancellationToken);
            if (finalLoss is { } measured)
            {
                // The history gets it also where nobody listens.
                var last = run.ReportFinal(_stage, totalSteps, measured);
                progress?.Report(last);
            }

            return run.Result(finalLoss, secondsToFirstStep, stoppedEarly);
        }
        catch (OperationCanceledException) when (checkpoints is not null && run.SavedStep != run.Step)
        {
            Save(run, checkpoints);
            throw;
        }
        finally
        {
            _model.Module.ToEvaluation();
        }
    }

    private static bool IsDue(int every, int step) => every > 0 && step % every == 0;

    // All micro-batches of a step are read before the first is computed: the loss is divided by the labels of all of them, so that
    // accumulation gives the gradient of one large batch also when rows have different numbers of labels.
    private (double Loss, int Tokens) AccumulateGradients(
        TrainingRun run, TokenBatchReader reader, TokenBatch[] batches, CheckpointStore? checkpoints, CancellationToken cancellationToken)
    {
        var labels = 0;
        var tokens = 0;
        foreach (var batch in batches)
        {
            reader.ReadAcrossPasses(batch);
            labels += _model.CountTerms(batch);
            tokens += batch.RowCount * batch.Length;
        }

        var normalizer = _collective.SumAcross(labels);
        if (normalizer == 0)
            throw new TrainingException($"{_stage}: every label of step {run.Step + 1} is ignored ({TokenLabels.IgnoreIndex}), so there is nothing to learn from. Check how the labels are masked.", run.Step + 1, checkpoints?.FindLatest());
        var loss = 0.0;
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var tape = new GradientTape();
            using var batchLoss = _model.Loss(batch, (float)normalizer);
            loss += batchLoss.ToScalar();
            if (!double.IsFinite(loss))
                throw NotFinite("loss", loss, run, checkpoints);
            tape.Backward(batchLoss);
        }

        cancellationToken.ThrowIfCancellationRequested();
        run.SumGradients(_collective);
        return (_collective.SumAcross(loss), tokens);
    }

    private TrainingException NotFinite(string what, double value, TrainingRun run, CheckpointStore? checkpoints)
    {
        var latest = checkpoints?.FindLatest();
        var kept = latest is null ? "There is no checkpoint." : $"The last good checkpoint is {latest}.";
        return new TrainingException(
            $"{_stage}: the {what} of step {run.Step + 1} is {value}. {kept} Lower LearningRate ({_options.LearningRate}), lengthen WarmupSteps or clip with MaximumGradientNorm, then resume.",
            run.Step + 1, latest);
    }

    private void Save(TrainingRun run, CheckpointStore checkpoints) =>
        TrainingLog.Saved(_logger, _stage, run.Step, run.Save(checkpoints));

    private int TotalSteps(IDataView data)
    {
        if (_options.Steps > 0)
            return _options.Steps;
        var rows = data.GetRowCount() ?? CountRows(data);
        var rowsPerStep = (double)_options.BatchSize * _options.GradientAccumulationSteps * _collective.WorldSize;
        return checked((int)Math.Max(1, Math.Ceiling(rows * _options.Epochs / rowsPerStep)));
    }

    private static long CountRows(IDataView data)
    {
        using var cursor = data.GetRowCursor([]);
        long rows = 0;
        while (cursor.MoveNext())
            rows++;
        return rows;
    }
}
