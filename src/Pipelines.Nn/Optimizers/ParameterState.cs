using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>What an optimizer remembers of one parameter.</summary>
public sealed class ParameterState : IDisposable
{
    private readonly Tensor?[] _slots;
    private Tensor? _stepTensor;

    internal ParameterState(NamedParameter parameter, ParameterGroup group, int slotCount)
    {
        Name = parameter.Name;
        Parameter = parameter.Parameter;
        Group = group;
        _slots = new Tensor?[slotCount];
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
    public bool IsInitialized => _slots.Length == 0 || _slots[^1] is not null;

    /// <summary>A tensor the optimizer keeps for this parameter.</summary>
    public Tensor this[int slot] => _slots[slot] ?? throw new InvalidOperationException($"The state of '{Name}' is not initialised.");

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose()
    {
        foreach (var slot in _slots)
            slot?.Dispose();
        _stepTensor?.Dispose();
    }

    internal void SetSlot(int slot, Tensor tensor) => _slots[slot] = tensor.TakeOwnership();

    /// <summary>The step count as a tensor, for saving.</summary>
    internal Tensor StepTensor()
    {
        _stepTensor ??= Parameter.Value.Backend.Empty(default, ElementType.Int32).TakeOwnership();
        _stepTensor.AsSpan<int>()[0] = Step;
        return _stepTensor;
    }
}
