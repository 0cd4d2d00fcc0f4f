using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>What changes in a run from step to step, and goes into its checkpoints: optimizer, position, generator, history.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const string WeightsFile = "model.safetensors";
    private const string OptimizerFile = "optimizer.safetensors";
    private const string StepsFile = "steps.safetensors";
    private const int SpeedWindow = 20;
    private const int LossWindow = 50;

    private readonly ITrainableModel _model;
    private readonly Optimizer _optimizer;
    private readonly int _seed;
    private readonly List<TrainingRecord> _history = [];
    private readonly MemoryMeter _memory;
    private readonly GradientWatch _watch;
    private readonly Queue<(int Tokens, double Seconds)> _recent = new();
    private double _trainingSeconds;
    private long _tokens;
    private RandomState _random;

    public TrainingRun(ITrainableModel model, TrainerOptions options, int seed, BestStep best)
    {
        _model = model;
        _seed = seed;
        Best = best;
        try
        {
            _optimizer = options.Optimizer.Create(model.Module, options.LearningRate, seed);
        }
        catch (ArgumentException e)
        {
            throw new OptionsException(options.Optimizer.GetType().Name, [e.Message]);
        }

        _random = model.Random.State;
        _memory = new MemoryMeter(model.Backend, model.Module, _optimizer);
        _watch = new GradientWatch(model.Module, _optimizer, model.IsIndifferentTo);
    }

    /// <summary>Optimizer steps done.</summary>
    public int Step { get; private set; }

    /// <summary>How far the data was read by the steps done.</summary>
    public DataPosition Position { get; private set; }

    /// <summary>The step of the newest checkpoint; −1 where there is none.</summary>
    public int SavedStep { get; private set; } = -1;

    /// <summary>Before the first micro-batch of a step.</summary>
    public void BeginStep() => _memory.BeginStep();

    /// <summary>The last step after which everything due was measured.</summary>
    public int MeasuredStep { get; set; }

    /// <summary>The best step so far.</summary>
    public BestStep Best { get; }

    /// <summary>What the guard set measured before the first step; null where it did not.</summary>
    public double? GuardStart { get; set; }

    /// <summary>Adds up the gradients of all processes.</summary>
    public void SumGradients(ICollective collective)
    {
        if (collective.WorldSize == 1)
            return;
        foreach (var parameter in _model.Module.Parameters())
        {
            if (parameter.Gradient is { } gradient)
                collective.SumAcross(gradient);
        }
    }

    /// <summary>Clips and applies the gradients and forgets them.</summary>
    /// <returns>Their global norm before clipping; where it is not finite nothing was applied.</returns>
    public double Update(double learningRate, double maximumNorm)
    {
        _memory.EndBackward();
        var clipped = GradientClipping.ByGlobalNorm(_optimizer, maximumNorm > 0 ? (float)maximumNorm : float.MaxValue);
        if (double.IsFinite(clipped.Norm))
        {
            _watch.Observe(learningRate, clipped.Norm);
            _optimizer.LearningRate = learningRate;
            _optimizer.Step(clipped.Scale);
            (_model as ITrainingSteps)?.AfterStep(Step + 1, clipped.Scale);
        }

        _memory.EndStep();
        _optimizer.ZeroGradients();
        return clipped.Norm;
    }

    /// <summary>Refuses to go on where the first steps showed that a trainable parameter is not trained.</summary>
    /// <exception cref="TrainingException">One is not; the message names it.</exception>
    public void ThrowIfUntrained(string stage, string? latestCheckpoint)
    {
        if (_watch.FindUntrained() is { } untrained)
            throw new TrainingException($"{stage}: {untrained}", Step + 1, latestCheckpoint);
    }

    /// <summary>Takes a step as done.</summary>
    public void CompleteStep(DataPosition position, int tokens, double seconds)
    {
        Step++;
        Position = position;
        _random = _model.Random.State;
        _tokens += tokens;
        _trainingSeconds += seconds;
        _recent.Enqueue((tokens, seconds));
        if (_recent.Count > SpeedWindow)
            _recent.Dequeue();
    }

    /// <summary>Adds the step to the history.</summary>
    public void Record(double loss, double learningRate, double norm)
    {
        var tokens = 0L;
        var seconds = 0.0;
        foreach (var (stepTokens, stepSeconds) in _recent)
        {
            tokens += stepTokens;
            seconds += stepSeconds;
        }

        var rate = seconds > 0 ? tokens / seconds : 0;
        _history.Add(new TrainingRecord(Step, loss, learningRate, norm, rate, null) { Metrics = _model.TakeMetrics() });
    }

    /// <summary>Adds what was measured to the last step of the history.</summary>
    public void Amend(in Measurement measured)
    {
        if (_history.Count == 0)
            return;
        var last = _history[^1];
        _history[^1] = last with
        {
            ValidationLoss = measured.ValidationLoss ?? last.ValidationLoss,
            Scores = measured.Answers is { Scores.Count: > 0 } scored ? scored.Scores : last.Scores,
            Samples = measured.Answers is { Samples.Count: > 0 } written ? written.Samples : last.Samples,
            Guard = measured.Guard ?? last.Guard,
            Metrics = Joined(last.Metrics, measured.Metrics),
        };
    }

    /// <summary>The last step of the history as a report.</summary>
    public TrainingProgress Report(string stage, int totalSteps)
    {
        var last = _history.Count > 0 ? _history[^1] : new TrainingRecord(Step, double.NaN, 0, 0, 0, null);
        return new TrainingProgress(
            stage, Step, totalSteps, last.Loss, last.LearningRate, last.GradientNorm, _tokens, last.TokensPerSecond, last.ValidationLoss)
        {
            Scores = last.Scores,
            Samples = last.Samples,
            Guard = last.Guard,
            Metrics = last.Metrics,
        };
    }

    /// <summary>What the run came to.</summary>
    public TrainingResult Result(double? validationLoss, double secondsToFirstStep, bool stoppedEarly, int weightsOfStep)
    {
        var window = Math.Min(LossWindow, _history.Count);
        var loss = 0.0;
        for (var i = _history.Count - window; i < _history.Count; i++)
            loss += _history[i].Loss;
        var memory = _memory.Read();
        return new TrainingResult(
            Step, loss / window, validationLoss, _trainingSeconds > 0 ? _tokens / _trainingSeconds : 0, secondsToFirstStep, _history,
            stoppedEarly)
        {
            OptimizerBytes = _optimizer.PeakStateBytes,
            GradientBytes = memory?.GradientBytes ?? 0,
            Memory = memory,
            BestStep = Best.Step,
            BestValue = Best.Value,
            WeightsOfStep = weightsOfStep,
        };
    }

    /// <summary>Writes a checkpoint of the last whole step.</summary>
    public string Save(CheckpointStore store)
    {
        var state = new CheckpointState
        {
            Step = Step,
            Position = Position,
            Tokens = _tokens,
            Seed = _seed,
            RandomState = _random.ToString(),
            MeasuredStep = MeasuredStep,
            BestValue = Best.Value,
            BestStep = Best.Step,
            BestMetric = Best.Metric,
            EvaluationsSinceBest = Best.MeasurementsSince,
            GuardStart = GuardStart,
            TrainingSeconds = _trainingSeconds,
            History = _history,
        };
        var saved = store.Save(state, folder =>
        {
            // Streamed weights are constants of a file of their own.
            SafetensorsWriter.Write(
                Path.Combine(folder, WeightsFile), _model.Module.GetState().Where(t => !t.Value.IsStreamed),
                QuantizedBase.Describe(_model.Module));
            SafetensorsWriter.Write(Path.Combine(folder, OptimizerFile), _optimizer.GetState());
            using var scope = new TensorScope();
            if (_model is ITrainingSteps steps)
                SafetensorsWriter.Write(Path.Combine(folder, StepsFile), steps.GetState());
        });
        SavedStep = Step;
        return saved;
    }

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="CheckpointException">It cannot be read, or is of another model or seed.</exception>
    public void Restore(string checkpoint)
    {
        var state = CheckpointStore.ReadState(checkpoint);
        if (state.Seed != _seed)
        {
            throw new CheckpointException(
                $"The run was started with seed {state.Seed}, not {_seed}; its rows would come in another order. "
                    + $"Resume with seed {state.Seed}, or start afresh in another folder.",
                checkpoint);
        }

        if (state.BestValue is not null && state.BestMetric != Best.Metric)
        {
            throw new CheckpointException(
                $"The run chose its best step by {state.BestMetric ?? "the validation loss"}, not by "
                    + $"{Best.Metric ?? "the validation loss"}. Resume with the BestMetric it was started with, "
                    + "or start afresh in another folder.",
                checkpoint);
        }

        try
        {
            QuantizedBase.Check(_model.Module, Path.Combine(checkpoint, WeightsFile));
            Load(Path.Combine(checkpoint, WeightsFile), tensors => _model.Module.LoadState(tensors));
            Load(Path.Combine(checkpoint, OptimizerFile), tensors => _optimizer.LoadState(tensors, state.Step));
            if (_model is ITrainingSteps steps)
                Load(Path.Combine(checkpoint, StepsFile), steps.LoadState);
            _model.Random.State = RandomState.Parse(state.RandomState);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TensorFormatException or ModuleException
            or OptimizerException or FormatException or ArgumentException)
        {
            throw new CheckpointException(
                $"The run cannot be resumed: {e.Message} Resume with the model and options the run was started with, "
                    + "or delete this checkpoint to go back to the one before.",
                checkpoint, innerException: e);
        }

        _random = _model.Random.State;
        Step = state.Step;
        SavedStep = state.Step;
        Position = state.Position;
        _tokens = state.Tokens;
        _trainingSeconds = state.TrainingSeconds;
        MeasuredStep = state.MeasuredStep;
        GuardStart = state.GuardStart;
        Best.Restore(state.BestValue, state.BestStep, state.EvaluationsSinceBest);
        _history.AddRange(state.History);
    }

    /// <summary>Gives the model the weights of a checkpoint, and leaves the run where it is.</summary>
    /// <exception cref="CheckpointException">They cannot be read.</exception>
    public void LoadWeights(string checkpoint)
    {
        try
        {
            Load(Path.Combine(checkpoint, WeightsFile), tensors => _model.Module.LoadState(tensors));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TensorFormatException or ModuleException
            or ArgumentException)
        {
            throw new CheckpointException(
                "The weights of the best step cannot be read: "
                    + $"{e.Message} Resume without LoadBest to end with those of the last step.", checkpoint, innerException: e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer.Dispose();

    private static IReadOnlyDictionary<string, double>? Joined(
        IReadOnlyDictionary<string, double>? first, IReadOnlyDictionary<string, double>? second)
    {
        if (first is null || second is null)
            return first ?? second;
        var joined = new Dictionary<string, double>(first, StringComparer.Ordinal);
        foreach (var (name, value) in second)
            joined[name] = value;
        return joined;
    }

    private void Load(string path, Action<IReadOnlyDictionary<string, Tensor>> load)
    {
        using var scope = new TensorScope();
        using var file = SafetensorsFile.Open(path);
        load(file.Entries.Keys.ToDictionary(name => name, name => file.Read(name, _model.Backend)));
    }
}
