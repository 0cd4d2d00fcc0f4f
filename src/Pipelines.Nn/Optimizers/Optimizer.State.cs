using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <content>Saving and loading.</content>
public abstract partial class Optimizer
{
    private const int BytesAtOnce = 1 << 28;

    /// <summary>
    /// What must be saved to go on later: for each updated parameter its slots as <c>name.slot</c> and its step count as <c>name.step</c>,
    /// and what the optimizer remembers beside. The tensors are the optimizer's own, not copies.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> GetState()
    {
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in GetOwnState())
            result.Add(name, tensor);
        foreach (var state in _states)
        {
            if (state.Step == 0)
                continue;
            var slots = KnownSlots(state);
            for (var i = 0; i < slots.Count; i++)
                result.Add($"{state.Name}.{slots[i].Name}", state[i]);
            result.Add($"{state.Name}.step", state.StepTensor());
        }

        return result;
    }

    /// <summary>Goes on from what <see cref="GetState"/> gave. Nothing is changed if anything does not fit.</summary>
    /// <param name="state">Tensors by name; parameters that are not in it start afresh. Empty for a fresh start.</param>
    /// <param name="stepCount">See <see cref="StepCount"/>.</param>
    /// <exception cref="OptimizerException">
    /// A name is unknown, part of a parameter's state is missing, or a shape or type differs.
    /// </exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state, int stepCount)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(stepCount);
        CheckState(state);
        LoadOwnState(state);
        foreach (var own in _states)
        {
            if (!state.TryGetValue($"{own.Name}.step", out var step))
            {
                own.Release();
                continue;
            }

            Initialize(own);
            own.Step = step.AsSpan<int>()[0];
            var slots = KnownSlots(own);
            for (var i = 0; i < slots.Count; i++)
                CopyBytes(state[$"{own.Name}.{slots[i].Name}"], own[i]);
        }

        StepCount = stepCount;
    }

    /// <summary>What the optimizer remembers that belongs to no parameter: its own tensors by name; empty unless overridden.</summary>
    protected virtual IReadOnlyDictionary<string, Tensor> GetOwnState() => new Dictionary<string, Tensor>();

    /// <summary>Takes over what <see cref="GetOwnState"/> gave; checks all of it before it changes anything.</summary>
    /// <param name="state">The whole state; an empty one starts afresh.</param>
    /// <exception cref="OptimizerException">Something is missing or does not fit.</exception>
    protected virtual void LoadOwnState(IReadOnlyDictionary<string, Tensor> state)
    {
    }

    private static void CopyBytes(Tensor source, Tensor target)
    {
        for (long offset = 0; offset < target.ByteCount; offset += BytesAtOnce)
        {
            var count = (int)Math.Min(BytesAtOnce, target.ByteCount - offset);
            source.Storage.HostBytes(offset, count).CopyTo(target.Storage.HostBytes(offset, count));
        }
    }

    private void CheckState(IReadOnlyDictionary<string, Tensor> state)
    {
        var known = GetOwnState().Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var own in _states)
        {
            var stepName = $"{own.Name}.step";
            known.Add(stepName);
            var hasStep = state.TryGetValue(stepName, out var step);
            if (hasStep && (step!.ElementType != ElementType.Int32 || step.ElementCount != 1 || step.AsSpan<int>()[0] < 1))
                throw new OptimizerException($"The state '{stepName}' must be one positive Int32; it is {step}.");
            foreach (var slot in KnownSlots(own))
            {
                var name = $"{own.Name}.{slot.Name}";
                known.Add(name);
                var hasSlot = state.TryGetValue(name, out var tensor);
                if (hasSlot != hasStep)
                    throw new OptimizerException($"The state of '{own.Name}' is incomplete: '{(hasSlot ? stepName : name)}' is missing.");
                if (hasSlot && (tensor!.Shape != slot.Shape || tensor.ElementType != slot.ElementType))
                {
                    throw new OptimizerException(
                        $"The state '{name}' is {tensor.ElementType} {tensor.Shape}; {slot.ElementType} {slot.Shape} was expected.");
                }
            }
        }

        foreach (var name in state.Keys)
        {
            if (!known.Contains(name))
            {
                throw new OptimizerException(
                    $"The state has '{name}', which is none of this {GetType().Name}'s: is it of another model or optimizer?");
            }
        }
    }
}
