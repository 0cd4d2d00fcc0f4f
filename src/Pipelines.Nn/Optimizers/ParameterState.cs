using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>What an optimizer remembers of one parameter.</summary>
public sealed class ParameterState : IDisposable
{
    private Tensor?[] _tensors = [];
    private Tensor? _stepTensor;

    internal ParameterState(NamedParameter parameter, ParameterGroup group)
    {
        Name = parameter.Name;
        Parameter = parameter.Parameter;
        Group = group;
        Weights = Parameter.Value;
    }

    /// <summary>The parameter's name.</summary>
    public string Name { get; }

    /// <summary>The parameter.</summary>
    public Parameter Parameter { get; }

    /// <summary>The group it is in.</summary>
    public ParameterGroup Group { get; }

    /// <summary>How many updates the parameter has had, the present one included.</summary>
    public int Step { get; internal set; }

    /// <summary>Whether the slots exist: they are made with the first update.</summary>
    public bool IsInitialized { get; private set; }

    /// <summary>
    /// What an update changes, in Float32 and the parameter's shape: its value, or the master copy of one that is stored in fewer bits.
    /// </summary>
    public Tensor Weights { get; internal set; }

    /// <summary>The memory of the slots in bytes.</summary>
    public long ByteCount
    {
        get
        {
            var sum = 0L;
            foreach (var tensor in _tensors)
                sum += tensor?.ByteCount ?? 0;
            return sum;
        }
    }

    /// <summary>A tensor the optimizer keeps for this parameter, in its slot's shape.</summary>
    /// <exception cref="InvalidOperationException">There was no update yet.</exception>
    public Tensor this[int slot] => IsInitialized
        ? _tensors[slot]!
        : throw new InvalidOperationException($"The state of '{Name}' is not initialised.");

    /// <summary>The slots; null until they are asked for the first time.</summary>
    internal IReadOnlyList<StateSlot>? Slots { get; set; }

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose()
    {
        Release();
        _stepTensor?.Dispose();
    }

    /// <summary>Makes the slots.</summary>
    internal void Initialize(Func<StateSlot, ParameterState, Tensor> create)
    {
        _tensors = new Tensor?[Slots!.Count];
        for (var i = 0; i < _tensors.Length; i++)
            _tensors[i] = create(Slots[i], this).TakeOwnership();
        IsInitialized = true;
    }

    /// <summary>Forgets everything, the step count too.</summary>
    internal void Release()
    {
        foreach (var tensor in _tensors)
            tensor?.Dispose();
        _tensors = [];
        IsInitialized = false;
        Weights = Parameter.Value;
        Step = 0;
    }

    /// <summary>The step count as a tensor, for saving.</summary>
    internal Tensor StepTensor()
    {
        _stepTensor ??= Parameter.Value.Backend.Empty(default, ElementType.Int32).TakeOwnership();
        _stepTensor.AsSpan<int>()[0] = Step;
        return _stepTensor;
    }
}
