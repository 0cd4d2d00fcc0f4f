using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>What changes in a run from step to step, and goes into its checkpoints: optimizer, position, generator, history.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const string WeightsFile = "model.safetensors";
    private const string OptimizerFile = "optimizer.safetensors";
    private const int SpeedWindow = 20;
    private const int LossWindow = 50;

    private readonly ITrainableModel _model;
    private readonly Optimizer _optimizer;
    private readonly int _seed;
    private readonly List<TrainingRecord> _history = [];
    private readonly Queue<(int Tokens, double Seconds)> _recent = new();
    private double _trainingSeconds;
    private long _tokens;
    private long _gradientBytes;
    private double? _bestValidationLoss;
    private int _evaluationsSinceBest;
    private RandomState _random;

    public TrainingRun(ITrainableModel model, TrainerOptions options, int seed)
    {
        _model = model;
        _seed = seed;
        try
        {
            _optimizer = options.Optimizer.Create(model.Module, options.LearningRate, seed);
        }
        catch (ArgumentException e)
        {
            throw new OptionsException(options.Optimizer.GetType().Name, [e.Message]);
        }

        _random = model.Random.State;
    }

    /// <summary>Optimizer steps done.</summary>
    public int Step { get; private set; }

    /// <summary>How far the data was read by the steps done.</summary>
    public DataPosition Position { get; private set; }

    /// <summary>The step of the newest checkpoint; −1 where there is none.</summary>
    public int SavedStep { get; private set; } = -1;

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
        var clipped = GradientClipping.ByGlobalNorm(_optimizer, maximumNorm > 0 ? (float)maximumNorm : float.MaxValue);
        _gradientBytes = Math.Max(_gradientBytes, _optimizer.GradientBytes);
        if (double.IsFinite(clipped.Norm))
        {
            _optimizer.LearningRate = learningRate;
            _optimizer.Step(clipped.Scale);
        }

        _optimizer.ZeroGradients();
        return clipped.Norm;
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

    /// <summary>Keeps a validation loss; true where there was no better one for too long.</summary>
    public bool HasRunOutOfPatience(double validationLoss, int patience)
    {
        if (_bestValidationLoss is { } best && validationLoss >= best)
        {
            _evaluationsSinceBest++;
            return patience > 0 && _evaluationsSinceBest >= patience;
        }

        _bestValidationLoss = validationLoss;
        _evaluationsSinceBest = 0;
        return false;
    }

    /// <summary>Adds the step to the history and gives it as a report.</summary>
    public TrainingProgress Report(string stage, int totalSteps, double loss, double learningRate, double norm, double? validationLoss)
    {
        var tokens = 0L;
        var seconds = 0.0;
        foreach (var (stepTokens, stepSeconds) in _recent)
        {
            tokens += stepTokens;
            seconds += stepSeconds;
        }

        var speed = seconds > 0 ? tokens / seconds : 0;
        var metrics = _model.TakeMetrics();
        _history.Add(new TrainingRecord(Step, loss, learningRate, norm, speed, validationLoss) { Metrics = metrics });
        return new TrainingProgress(stage, Step, totalSteps, loss, learningRate, norm, _tokens, speed, validationLoss) { Metrics = metrics };
    }

    /// <summary>Adds the last measurement to the last step.</summary>
    public TrainingProgress ReportFinal(string stage, int totalSteps, double validationLoss)
    {
        if (_history.Count == 0)
            return new TrainingProgress(stage, Step, totalSteps, double.NaN, 0, 0, _tokens, 0, validationLoss);
        var last = _history[^1] with { ValidationLoss = validationLoss, Metrics = Joined(_history[^1].Metrics, _model.TakeMetrics()) };
        _history[^1] = last;
        return new TrainingProgress(
            stage, Step, totalSteps, last.Loss, last.LearningRate, last.GradientNorm, _tokens, last.TokensPerSecond, validationLoss)
        {
            Metrics = last.Metrics,
        };
    }

    /// <summary>What the run came to.</summary>
    public TrainingResult Result(double? validationLoss, double secondsToFirstStep, bool stoppedEarly)
    {
        var window = Math.Min(LossWindow, _history.Count);
        var loss = 0.0;
        for (var i = _history.Count - window; i < _history.Count; i++)
            loss += _history[i].Loss;
        return new TrainingResult(
            Step, loss / window, validationLoss, _trainingSeconds > 0 ? _tokens / _trainingSeconds : 0, secondsToFirstStep, _history, stoppedEarly)
        {
            OptimizerBytes = _optimizer.PeakStateBytes,
            GradientBytes = _gradientBytes,
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
            BestValidationLoss = _bestValidationLoss,
            EvaluationsSinceBest = _evaluationsSinceBest,
            TrainingSeconds = _trainingSeconds,
            History = _history,
        };
        var saved = store.Save(state, folder =>
        {
            SafetensorsWriter.Write(Path.Combine(folder, WeightsFile), _model.Module.GetState());
            SafetensorsWriter.Write(Path.Combine(folder, OptimizerFile), _optimizer.GetState());
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
                $"The run was started with seed {state.Seed}, not {_seed}; its rows would come in another order. Resume with seed {state.Seed}, or start afresh in another folder.",
                checkpoint);
        }

        try
        {
            Load(Path.Combine(checkpoint, WeightsFile), tensors => _model.Module.LoadState(tensors));
            Load(Path.Combine(checkpoint, OptimizerFile), tensors => _optimizer.LoadState(tensors, state.Step));
            _model.Random.State = RandomState.Parse(state.RandomState);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TensorFormatException or ModuleException or OptimizerException or FormatException or ArgumentException)
        {
            throw new CheckpointException(
                $"The run cannot be resumed: {e.Message} Resume with the model and options the run was started with, or delete this checkpoint to go back to the one before.",
                checkpoint, innerException: e);
        }

        _random = _model.Random.State;
        Step = state.Step;
        SavedStep = state.Step;
        Position = state.Position;
        _tokens = state.Tokens;
        _trainingSeconds = state.TrainingSeconds;
        _bestValidationLoss = state.BestValidationLoss;
        _evaluationsSinceBest = state.EvaluationsSinceBest;
        _history.AddRange(state.History);
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer.Dispose();

    private static IReadOnlyDictionary<string, double>? Joined(IReadOnlyDictionary<string, double>? first, IReadOnlyDictionary<string, double>? second)
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
