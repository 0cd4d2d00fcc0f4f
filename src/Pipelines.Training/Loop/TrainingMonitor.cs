using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>Measures between the steps of a run: validation loss, answers, the guard set; and which step is the best one.</summary>
internal sealed class TrainingMonitor
{
    private readonly ITrainableModel _model;
    private readonly TrainerOptions _options;
    private readonly Evaluator? _validation;
    private readonly AnswerChecker? _answers;
    private readonly GuardSet? _guard;
    private readonly string _stage;
    private int _guardedStep = -1;
    private (int Step, double Loss)? _whole;

    public TrainingMonitor(
        ITrainableModel model, TrainerOptions options, Evaluator? validation, AnswerChecker? answers, GuardSet? guard, string stage)
    {
        if (options.Answers.Every > 0 && answers is null)
            throw new OptionsException(options.GetType().Name, [$"Answers.Every is {options.Answers.Every}, "
                + $"but {stage} does not generate texts; set it to 0."]);
        if (validation is null && options.TracksBest && options.BestMetric is null)
            throw new OptionsException(options.GetType().Name, ["KeepBest and LoadBest choose the step with the best validation loss, "
                + $"but {stage} was given no validation data. Give Fit some."]);
        _model = model;
        _options = options;
        _validation = validation;
        _answers = answers;
        _guard = guard;
        _stage = stage;
    }

    /// <summary>Begins with the best step of no run.</summary>
    public BestStep CreateBest() =>
        _options.BestMetric is { } metric ? new BestStep(metric, _answers!.HigherIsBetter(metric) ?? true) : new BestStep();

    /// <summary>Before the first step: where the guard set starts from.</summary>
    /// <exception cref="GuardException">It is past its limit from the start.</exception>
    public void Start(TrainingRun run, RunCheckpoints checkpoints, CancellationToken cancellationToken)
    {
        if (_guard is null || run.GuardStart is not null)
            return;
        var start = Evaluate(() => _guard.Measure(cancellationToken));
        _guard.Check(start, start, run.Step, _stage, checkpoints.FindLatest());
        run.GuardStart = start;
        _guardedStep = run.Step;
    }

    /// <summary>Measures what is due after a step, and keeps the checkpoint of a best one.</summary>
    /// <param name="run">The run, with the step in its history.</param>
    /// <param name="isLast">Whether no step will follow.</param>
    /// <param name="checkpoints">
    /// A checkpoint is written after this where its turn has come, and only of a model that the guard has passed.
    /// </param>
    /// <param name="cancellationToken">Stops measuring; what is due is then measured when the run is resumed.</param>
    /// <exception cref="GuardException">The guard set fell past its limit.</exception>
    public void Measure(TrainingRun run, bool isLast, RunCheckpoints checkpoints, CancellationToken cancellationToken)
    {
        var step = run.Step;
        double? loss = _validation is not null
            && (isLast ? _options.TracksBest && _options.BestMetric is null : IsDue(_options.EvaluateEvery, step))
            ? _validation.Measure(_options.EvaluationBatches, cancellationToken)
            : null;
        var metrics = loss is null ? null : _model.TakeMetrics();
        if (loss is { } whole && _options.EvaluationBatches == 0)
            _whole = (step, whole);
        var answers = _answers is not null && _options.Answers.Every > 0 && (isLast || IsDue(_options.Answers.Every, step))
            ? Evaluate(() => _answers.Run(cancellationToken))
            : null;
        var value = _options.BestMetric is { } metric ? answers?.Scores[metric] : loss;
        var mayBeKept = checkpoints.IsDue(step) || (_options.TracksBest && value is not null);
        run.Amend(new Measurement(loss, answers, Metrics: metrics));
        if (_guard is not null && (isLast || mayBeKept || _guard.IsDue(step)))
            Guard(run, checkpoints, cancellationToken);
        var isBest = value is { } measured && run.Best.Take(step, measured);
        run.MeasuredStep = step;
        if (isBest)
            checkpoints.SaveBest(run);
    }

    /// <summary>Measures the guard set after the last step done, where that was not done yet: before its checkpoint is written.</summary>
    /// <exception cref="GuardException">It fell past its limit.</exception>
    public void Guard(TrainingRun run, RunCheckpoints checkpoints, CancellationToken cancellationToken)
    {
        if (_guard is null || _guardedStep == run.Step)
            return;
        var value = Evaluate(() => _guard.Measure(cancellationToken));
        run.Amend(new Measurement(Guard: value));
        _guard.Check(value, run.GuardStart!.Value, run.Step, _stage, checkpoints.FindLatest());
        _guardedStep = run.Step;
    }

    /// <summary>The loss over all validation data at the end; null where there are none.</summary>
    /// <param name="weightsOfStep">The step whose weights the model has.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public double? MeasureFinal(int weightsOfStep, CancellationToken cancellationToken) =>
        _whole is { } measured && measured.Step == weightsOfStep ? measured.Loss : _validation?.Measure(0, cancellationToken);

    private static bool IsDue(int every, int step) => every > 0 && step % every == 0;

    // Dropout is off, and what it would have drawn next stays so.
    private T Evaluate<T>(Func<T> measure)
    {
        var wasTraining = _model.Module.IsTraining;
        var random = _model.Random.State;
        _model.Module.ToEvaluation();
        try
        {
            var measured = measure();
            // What the model noted of a guard's rows is none of the run's.
            _ = _model.TakeMetrics();
            return measured;
        }
        finally
        {
            _model.Random.State = random;
            if (wasTraining)
                _model.Module.ToTraining();
        }
    }
}
