using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// Trains parameters from their gradients. Parameters without a gradient are left alone. What an optimizer remembers is one set of named
/// tensors per parameter, made with its first update and saved by name.
/// </summary>
public abstract class Optimizer : IDisposable
{
    private readonly ParameterState[] _states;
    private float _learningRate;

    /// <summary>Prepares to train groups of parameters.</summary>
    /// <param name="groups">The parameters; each in one group only.</param>
    /// <param name="learningRate">See <see cref="LearningRate"/>.</param>
    /// <param name="slotNames">The names of the tensors kept per parameter.</param>
    /// <exception cref="OptimizerException">There is no parameter, or a parameter or name occurs twice.</exception>
    protected Optimizer(IReadOnlyList<ParameterGroup> groups, float learningRate, params IReadOnlyList<string> slotNames)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(slotNames);
        Groups = groups;
        SlotNames = slotNames;
        LearningRate = learningRate;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var parameters = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        List<ParameterState> states = [];
        foreach (var group in groups)
        {
            foreach (var named in group.Parameters)
            {
                if (!names.Add(named.Name) || !parameters.Add(named.Parameter))
                {
                    throw new OptimizerException(
                        $"The parameter '{named.Name}' occurs twice in the groups; it would be updated twice a step.");
                }

                states.Add(new ParameterState(named, group, slotNames.Count));
            }
        }

        if (states.Count == 0)
            throw new OptimizerException("There is no parameter to train: the groups are empty. Is everything frozen?");
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
    public float LearningRate
    {
        get => _learningRate;
        set => _learningRate = value >= 0f && float.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A learning rate is finite and not negative.");
    }

    /// <summary>The names of the tensors kept per parameter.</summary>
    protected IReadOnlyList<string> SlotNames { get; }

    /// <summary>Updates every parameter that has a gradient.</summary>
    /// <param name="gradientScale">Multiplies the gradients (clipping), without a pass of its own.</param>
    public void Step(float gradientScale = 1f)
    {
        StepCount++;
        foreach (var state in _states)
        {
            var gradient = state.Parameter.Gradient;
            if (gradient is null || !state.Parameter.RequiresGradient)
                continue;
            Initialize(state);
            state.Step++;
            Update(state, gradient, _learningRate * state.Group.LearningRateFactor, gradientScale);
        }
    }

    /// <summary>Forgets the gradients of all parameters; their memory is kept.</summary>
    public void ZeroGradients()
    {
        foreach (var state in _states)
            state.Parameter.ZeroGradient();
    }

    /// <summary>
    /// What must be saved to go on later: for each updated parameter its slots as <c>name.slot</c> and its step count as <c>name.step</c>.
    /// The tensors are the optimizer's own, not copies.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> GetState()
    {
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var state in _states)
        {
            if (state.Step == 0)
                continue;
            for (var i = 0; i < SlotNames.Count; i++)
                result.Add($"{state.Name}.{SlotNames[i]}", state[i]);
            result.Add($"{state.Name}.step", state.StepTensor());
        }

        return result;
    }

    /// <summary>Goes on from what <see cref="GetState"/> gave. Nothing is changed if anything does not fit.</summary>
    /// <param name="state">Tensors by name; parameters that are not in it start afresh.</param>
    /// <param name="stepCount">See <see cref="StepCount"/>.</param>
    /// <exception cref="OptimizerException">
    /// A name is unknown, part of a parameter's state is missing, or a shape or type differs.
    /// </exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state, int stepCount)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(stepCount);
        CheckState(state);
        foreach (var own in _states)
        {
            if (!state.TryGetValue($"{own.Name}.step", out var step))
            {
                own.Step = 0;
                Reset(own);
                continue;
            }

            own.Step = step.AsSpan<int>()[0];
            Initialize(own);
            for (var i = 0; i < SlotNames.Count; i++)
                own[i].Backend.Copy(state[$"{own.Name}.{SlotNames[i]}"], own[i]);
        }

        StepCount = stepCount;
    }

    /// <summary>Returns the memory of the state to the pool. The parameters are not the optimizer's.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Updates one parameter.</summary>
    /// <param name="state">The parameter and its slots.</param>
    /// <param name="gradient">Its gradient; not to be changed.</param>
    /// <param name="learningRate">The group's.</param>
    /// <param name="gradientScale">Multiplies the gradient first.</param>
    protected abstract void Update(ParameterState state, Tensor gradient, float learningRate, float gradientScale);

    /// <summary>Makes one of the tensors kept for a parameter: zeros in its shape unless overridden.</summary>
    protected virtual Tensor CreateSlot(int slot, Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.Value.Backend.Zeros(parameter.Shape);
    }

    /// <summary>Disposes the state.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (var state in _states)
            state.Dispose();
    }

    private void Initialize(ParameterState state)
    {
        for (var i = 0; i < SlotNames.Count && !state.IsInitialized; i++)
            state.SetSlot(i, CreateSlot(i, state.Parameter));
    }

    private void Reset(ParameterState state)
    {
        if (!state.IsInitialized)
            return;
        for (var i = 0; i < SlotNames.Count; i++)
        {
            state[i].Dispose();
            state.SetSlot(i, CreateSlot(i, state.Parameter));
        }
    }

    private void CheckState(IReadOnlyDictionary<string, Tensor> state)
    {
        var known = 0;
        foreach (var own in _states)
        {
            var hasStep = state.TryGetValue($"{own.Name}.step", out var step);
            if (hasStep && (step!.ElementType != ElementType.Int32 || step.ElementCount != 1 || step.AsSpan<int>()[0] < 1))
                throw new OptimizerException($"The state '{own.Name}.step' must be one positive Int32; it is {step}.");
            known += hasStep ? 1 : 0;
            for (var i = 0; i < SlotNames.Count; i++)
            {
                var name = $"{own.Name}.{SlotNames[i]}";
                var hasSlot = state.TryGetValue(name, out var slot);
                if (hasSlot != hasStep)
                {
                    throw new OptimizerException(
                        $"The state of '{own.Name}' is incomplete: '{(hasSlot ? own.Name + ".step" : name)}' is missing.");
                }

                known += hasSlot ? 1 : 0;
                if (hasSlot)
                    CheckSlot(name, slot!, own, i);
            }
        }

        if (known == state.Count)
            return;
        foreach (var name in state.Keys)
        {
            if (!Array.Exists(_states, own => IsStateOf(own, name)))
            {
                throw new OptimizerException(
                    $"The state has '{name}', which is none of this {GetType().Name}'s: is it of another model or optimizer?");
            }
        }
    }

    private void CheckSlot(string name, Tensor slot, ParameterState own, int index)
    {
        using var scope = new TensorScope();
        var expected = own.IsInitialized ? own[index] : CreateSlot(index, own.Parameter);
        if (slot.Shape != expected.Shape || slot.ElementType != expected.ElementType)
        {
            throw new OptimizerException(
                $"The state '{name}' is {slot.ElementType} {slot.Shape}; {expected.ElementType} {expected.Shape} was expected.");
        }
    }

    private bool IsStateOf(ParameterState own, string name)
    {
        if (name == $"{own.Name}.step")
            return true;
        foreach (var slot in SlotNames)
        {
            if (name == $"{own.Name}.{slot}")
                return true;
        }

        return false;
    }
}
