using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// Trains parameters from their gradients. Parameters without a gradient are left alone. What an optimizer remembers is one set of named
/// tensors per parameter, made with its first update and saved by name.
/// </summary>
/// <remarks>
/// Parameters stored in BFloat16 are updated in Float32: with <see cref="KeepsMasterWeights"/> in a copy that is part of the state, else in
/// one that lives as long as the update.
/// </remarks>
public abstract partial class Optimizer : IDisposable
{
    private const string MasterName = "master";

    private readonly ParameterState[] _states;
    private readonly Func<StateSlot, ParameterState, Tensor> _createSlot;
    private double _learningRate;

    /// <summary>Prepares to train groups of parameters.</summary>
    /// <param name="groups">The parameters; each in one group only.</param>
    /// <param name="learningRate">See <see cref="LearningRate"/>.</param>
    /// <exception cref="OptimizerException">There is no parameter, or a parameter or name occurs twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A learning rate, or a group's weight decay, is negative or not finite.</exception>
    protected Optimizer(IReadOnlyList<ParameterGroup> groups, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Groups = groups;
        LearningRate = learningRate;
        _createSlot = (slot, state) =>
            slot.Name == MasterName ? state.Parameter.Value.To(ElementType.Float32) : CreateSlot(slot, state.Parameter);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var parameters = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        List<ParameterState> states = [];
        foreach (var group in groups)
        {
            Settings.NotNegative(group.WeightDecay ?? 0.0, nameof(ParameterGroup.WeightDecay));
            Settings.NotNegative(group.LearningRateFactor, nameof(ParameterGroup.LearningRateFactor));
            foreach (var named in group.Parameters)
            {
                if (!names.Add(named.Name) || !parameters.Add(named.Parameter))
                {
                    throw new OptimizerException(
                        $"The parameter '{named.Name}' occurs twice in the groups; it would be updated twice a step.");
                }

                states.Add(new ParameterState(named, group));
            }
        }

        if (states.Count == 0)
        {
            throw new OptimizerException("There is no parameter to train: all are frozen or quantized. "
                + "Unfreeze some, or put an adapter on the model and train that.");
        }

        _states = [.. states];
    }

    /// <summary>The parameters and their settings.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>What is remembered of each parameter, in the order of the groups.</summary>
    public ReadOnlySpan<ParameterState> States => _states;

    /// <summary>How many steps were made.</summary>
    public int StepCount { get; private set; }

    /// <summary>The step size, before the groups' factors; a schedule sets it for each step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = value >= 0.0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A learning rate is finite and not negative.");
    }

    /// <summary>Whether steps go up the gradient instead of down.</summary>
    public bool Maximizes { get; init; }

    /// <summary>
    /// Whether parameters stored in fewer bits than Float32 keep a Float32 copy from step to step, so that small steps add up.
    /// </summary>
    public bool KeepsMasterWeights { get; init; } = true;

    /// <summary>The memory of the state at present, in bytes.</summary>
    public virtual long StateBytes
    {
        get
        {
            var sum = 0L;
            foreach (var state in _states)
                sum += state.ByteCount;
            return sum;
        }
    }

    /// <summary>The most memory that the state had in a step so far, in bytes.</summary>
    public long PeakStateBytes { get; private set; }

    /// <summary>
    /// The memory of the parameters' gradients at present, in bytes, whether they hold something or wait for the next step.
    /// </summary>
    public long GradientBytes
    {
        get
        {
            var sum = 0L;
            foreach (var state in _states)
                sum += state.Parameter.Value.GradientByteCount;
            return sum;
        }
    }

    /// <summary>Updates every parameter that has a gradient.</summary>
    /// <param name="gradientScale">Multiplies the gradients (clipping), without a pass of its own.</param>
    public void Step(double gradientScale = 1.0)
    {
        StepCount++;
        var scale = Maximizes ? -gradientScale : gradientScale;
        foreach (var state in _states)
        {
            var gradient = state.Parameter.Gradient;
            if (gradient is null || !state.Parameter.RequiresGradient)
                continue;
            Initialize(state);
            state.Step++;
            var learningRate = _learningRate * state.Group.LearningRateFactor;
            if (state.Parameter.Value.ElementType == ElementType.Float32)
                Update(state, gradient, learningRate, scale);
            else
                UpdateRounded(state, gradient, learningRate, scale);
        }

        PeakStateBytes = Math.Max(PeakStateBytes, StateBytes);
        OnStepped();
    }

    /// <summary>Forgets the gradients of all parameters; their memory is kept.</summary>
    public void ZeroGradients()
    {
        foreach (var state in _states)
            state.Parameter.ZeroGradient();
    }

    /// <summary>Returns the memory of the state to the pool. The parameters are not the optimizer's.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The tensors to keep for a parameter; the same for the same parameter every time.</summary>
    protected abstract IReadOnlyList<StateSlot> SlotsOf(Parameter parameter);

    /// <summary>Updates one parameter: changes <see cref="ParameterState.Weights"/> and the slots.</summary>
    /// <param name="state">The parameter and its slots, in the order of <see cref="SlotsOf"/>.</param>
    /// <param name="gradient">Its gradient, in its shape; not to be changed.</param>
    /// <param name="learningRate">The group's step size, its factor applied.</param>
    /// <param name="gradientScale">Multiplies the gradient first.</param>
    protected abstract void Update(ParameterState state, Tensor gradient, double learningRate, double gradientScale);

    /// <summary>Called at the end of each step.</summary>
    protected virtual void OnStepped()
    {
    }

    /// <summary>Makes one of the tensors kept for a parameter, in the slot's shape and with the content it starts with.</summary>
    protected virtual Tensor CreateSlot(StateSlot slot, Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var backend = parameter.Value.Backend;
        return slot.InitialValue != 0f ? backend.Full(slot.Shape, slot.InitialValue) : backend.Zeros(slot.Shape, slot.ElementType);
    }

    /// <summary>Disposes the state.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (var state in _states)
            state.Dispose();
    }

    private void UpdateRounded(ParameterState state, Tensor gradient, double learningRate, double gradientScale)
    {
        using var scope = new TensorScope();
        if (!KeepsMasterWeights)
            state.Weights = state.Parameter.Value.To(ElementType.Float32);
        Update(state, gradient, learningRate, gradientScale);
        ElementConversion.Convert(state.Weights, state.Parameter.Value);
    }

    private IReadOnlyList<StateSlot> KnownSlots(ParameterState state)
    {
        if (state.Slots is { } known)
            return known;
        var slots = SlotsOf(state.Parameter);
        var hasMaster = KeepsMasterWeights && state.Parameter.Value.ElementType != ElementType.Float32;
        return state.Slots = hasMaster ? [.. slots, new StateSlot(MasterName, state.Parameter.Shape)] : slots;
    }

    private void Initialize(ParameterState state)
    {
        if (state.IsInitialized)
            return;
        var slots = KnownSlots(state);
        state.Initialize(_createSlot);
        if (slots.Count > 0 && slots[^1].Name == MasterName)
            state.Weights = state[slots.Count - 1];
    }
}
