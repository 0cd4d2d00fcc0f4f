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
        ITrainableModel model, TrainerOptions options, TrainingColumns columns, string stage, int seed, ILogger logger,
        ICollective? collective = null,
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

    /// <summary>Lets the model write and scores its answers, where <see cref="TrainerOptions.Answers"/> ask for that.</summary>
    public AnswerChecker? Answers { get; init; }

    /// <summary>
    /// The rows of <see cref="TrainerOptions.Guard"/> as they are measured, in the validation columns; null for its data as they are.
    /// </summary>
    public IDataView? GuardRows { get; init; }

    /// <summary>Answers on the guard set, where a metric guards.</summary>
    public AnswerChecker? GuardAnswers { get; init; }

    /// <summary>Trains.</summary>
    /// <param name="data">The rows to learn from.</param>
    /// <param name="validation">Rows to measure on; null for none.</param>
    /// <param name="progress">Receives a <see cref="TrainingProgress"/> after every step.</param>
    /// <param name="cancellationToken">
    /// Stops between micro-batches; a checkpoint of the last whole step is left where there is a folder for it.
    /// </param>
    /// <exception cref="TrainingException">The loss or the gradient is not finite, or a trainable parameter has none.</exception>
    /// <exception cref="GuardException">The guard set fell past its limit.</exception>
    /// <exception cref="CheckpointException">A checkpoint cannot be written, read or resumed from.</exception>
    public TrainingResult Run(IDataView data, IDataView? validation, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var activity = TrainingTelemetry.StartRun(_stage);
        using var setup = TrainingSetup.Apply(_model, _options, _stage, _logger);
        var monitor = new TrainingMonitor(_model, _options, CreateEvaluator(validation), Answers, CreateGuard(), _stage);
        using var run = new TrainingRun(_model, _options, _seed, monitor.CreateBest());
        var checkpoints = new RunCheckpoints(_options, _stage, _logger);
        using var reader = new TokenBatchReader(data, _columns, _options.BatchSize, _options.Shuffle ? _seed : null);
        checkpoints.Resume(run, _options.Resume);
        reader.Seek(run.Position);
        var totalSteps = TotalSteps(data);
        (_model as ITrainingSteps)?.BeginTraining(totalSteps);
        var schedule = _options.CreateSchedule(totalSteps);
        var started = Stopwatch.GetTimestamp();
        double secondsToFirstStep = 0;
        var stoppedEarly = false;
        _model.Module.ToTraining();
        try
        {
            monitor.Start(run, checkpoints, cancellationToken);
            // A run that was stopped while it measured goes on there.
            if (run.MeasuredStep < run.Step)
                monitor.Measure(run, run.Step == totalSteps, checkpoints, cancellationToken);
            stoppedEarly = run.Best.IsOutOfPatience(_options.EarlyStoppingPatience);
            using var steps = new StepReader(
                reader, _options.GradientAccumulationSteps, _options.PrefetchSteps, totalSteps - run.Step, cancellationToken);
            while (run.Step < totalSteps && !stoppedEarly)
            {
                var stepStarted = Stopwatch.GetTimestamp();
                var step = steps.Next();
                run.BeginStep();
                var loss = AccumulateGradients(run, step, checkpoints, cancellationToken);
                var learningRate = schedule.At(run.Step);
                var norm = run.Update(learningRate, _options.MaximumGradientNorm);
                if (!double.IsFinite(norm))
                    throw NotFinite("gradient norm", norm, run, checkpoints);
                run.ThrowIfUntrained(_stage, checkpoints.FindLatest());
                var duration = Stopwatch.GetElapsedTime(stepStarted);
                run.CompleteStep(step.Position, step.TokenCount, duration.TotalSeconds);
                run.Record(loss, learningRate, norm);
                if (secondsToFirstStep == 0)
                    secondsToFirstStep = Stopwatch.GetElapsedTime(started).TotalSeconds;

                monitor.Measure(run, run.Step == totalSteps, checkpoints, cancellationToken);
                var report = run.Report(_stage, totalSteps);
                TrainingTelemetry.Stepped(report, step.TokenCount, duration);
                progress?.Report(report);
                stoppedEarly = run.Best.IsOutOfPatience(_options.EarlyStoppingPatience);
                stoppedEarly |= _options.StopWhen?.Invoke(report) ?? false;
                if (checkpoints.IsDue(run.Step))
                    checkpoints.Save(run);
            }

            if (checkpoints.AreWritten && run.SavedStep != run.Step)
            {
                monitor.Guard(run, checkpoints, cancellationToken);
                checkpoints.Save(run);
            }

            return Finish(run, monitor, checkpoints, progress, totalSteps, secondsToFirstStep, stoppedEarly, cancellationToken)
                with
            { Parameters = setup.Parameters };
        }
        catch (OperationCanceledException) when (checkpoints.AreWritten && run.SavedStep != run.Step)
        {
            checkpoints.Save(run);
            throw;
        }
        finally
        {
            _model.Module.ToEvaluation();
        }
    }

    private Evaluator? CreateEvaluator(IDataView? rows) =>
        rows is null ? null : new Evaluator(_model, rows, _validationColumns, _options.BatchSize);

    private GuardSet? CreateGuard() =>
        _options.Guard is { } guard ? new GuardSet(guard, CreateEvaluator(GuardRows ?? guard.Data)!, GuardAnswers) : null;

    // The last measurement is of the weights that the model ends with.
    private TrainingResult Finish(
        TrainingRun run, TrainingMonitor monitor, RunCheckpoints checkpoints, IProgress<FitProgress>? progress, int totalSteps,
        double secondsToFirstStep, bool stoppedEarly, CancellationToken cancellationToken)
    {
        var weightsOfStep = run.Step;
        if (_options.LoadBest && run.Best.Step is { } best && best != run.Step)
        {
            run.LoadWeights(checkpoints.FindBest(best) ?? throw new CheckpointException($"The checkpoint of the best step, {best}, "
                + "is not there any more.", _options.CheckpointFolder!));
            weightsOfStep = best;
            TrainingLog.WentBack(_logger, _stage, best);
        }

        var loss = monitor.MeasureFinal(weightsOfStep, cancellationToken);
        if (loss is not null && weightsOfStep == run.Step)
        {
            run.Amend(new Measurement(loss, Metrics: _model.TakeMetrics()));
            progress?.Report(run.Report(_stage, totalSteps));
        }

        return run.Result(loss, secondsToFirstStep, stoppedEarly, weightsOfStep);
    }

    // All micro-batches of a step are read before the first is computed: the loss is divided by the labels of all of them, so that
    // accumulation gives the gradient of one large batch also when rows have different numbers of labels.
    private double AccumulateGradients(TrainingRun run, StepBatches step, RunCheckpoints checkpoints, CancellationToken cancellationToken)
    {
        var terms = 0;
        foreach (var batch in step.Batches)
            terms += _model.CountTerms(batch);
        var normalizer = _collective.SumAcross(terms);
        if (normalizer == 0)
            throw new TrainingException($"{_stage}: every label of step {run.Step + 1} is ignored ({TokenLabels.IgnoreIndex}), "
                + "so there is nothing to learn from. Check how the labels are masked.", run.Step + 1, checkpoints.FindLatest());
        _model.BeginStep(step.Batches, _collective);
        var loss = 0.0;
        foreach (var batch in step.Batches)
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
        return _collective.SumAcross(loss);
    }

    private TrainingException NotFinite(string what, double value, TrainingRun run, RunCheckpoints checkpoints)
    {
        var latest = checkpoints.FindLatest();
        var kept = latest is null ? "There is no checkpoint." : $"The last good checkpoint is {latest}.";
        return new TrainingException(
            $"{_stage}: the {what} of step {run.Step + 1} is {value}. {kept} Lower LearningRate ({_options.LearningRate}), "
                + "lengthen WarmupSteps or clip with MaximumGradientNorm, then resume.",
            run.Step + 1, latest);
    }

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
