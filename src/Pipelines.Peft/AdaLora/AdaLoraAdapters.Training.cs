using Pipelines.Tensors;

namespace Pipelines.Peft;

public sealed partial class AdaLoraAdapters
{
    /// <summary>
    /// How far an adapter's directions are from orthonormal: the mean over all A and B of <c>‖A·Aᵀ − I‖</c> and <c>‖Bᵀ·B − I‖</c>. Times
    /// <see cref="AdaLoraOptions.OrthogonalityWeight"/> it belongs to the loss. Recorded where a tape is open.
    /// </summary>
    /// <returns>A scalar.</returns>
    /// <exception cref="PeftException">There is no adapter of that name.</exception>
    public Tensor OrthogonalityLoss(string name = DefaultName)
    {
        Tensor? sum = null;
        var count = 0;
        foreach (var path in Get(name).Paths)
        {
            var part = _layers[path].PartOf(name);
            count += 2;
            if (part.Rank == 0)
                continue;
            var penalty = Functional.Add(
                OrthogonalityPenalty.Of(part.A.Value, ofColumns: false), OrthogonalityPenalty.Of(part.B.Value, ofColumns: true));
            sum = sum is null ? penalty : Functional.Add(sum, penalty);
        }

        return sum is null ? ModelBackend.Of(Model).Scalar(0f) : Functional.Scale(sum, 1f / count);
    }

    /// <summary>
    /// Takes the gradients of a step into the importance of the adapter's directions and sets the values of those that matter least to
    /// zero, as far as the budget of that step says. To be called after the optimizer's step and before gradients are forgotten.
    /// </summary>
    /// <param name="step">The step, counted from 1.</param>
    /// <param name="name">The adapter.</param>
    /// <param name="gradientScale">The factor that the optimizer applied the gradients with, where they were clipped.</param>
    /// <exception cref="PeftException">There is no adapter of that name, or it does not know how many steps there are.</exception>
    public void UpdateAndAllocate(int step, string name = DefaultName, float gradientScale = 1f)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        var options = Get(name).Options;
        if (options.TotalSteps is not { } total)
        {
            throw new PeftException(
                $"The adapter '{name}' has no TotalSteps, which its budget of ranks depends on. Attach it with TotalSteps.");
        }

        AllocatorOf(name).AfterStep(step, total, gradientScale);
    }

    /// <summary>How many directions of an adapter act in each module, by path: those whose value is not zero.</summary>
    /// <exception cref="PeftException">There is no adapter of that name.</exception>
    public IReadOnlyDictionary<string, int> RanksOf(string name = DefaultName)
    {
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var path in Get(name).Paths)
        {
            var part = _layers[path].PartOf(name);
            var values = part.E.Value.AsSpan<float>();
            ranks.Add(path, values.Length - System.MemoryExtensions.Count(values, 0f));
        }

        return ranks;
    }

    /// <summary>Says how many steps there are, where the options do not.</summary>
    /// <exception cref="OptionsException">The steps leave none to share out ranks in.</exception>
    internal void BeginTraining(string name, int totalSteps)
    {
        var options = Get(name).Options;
        options.TotalSteps ??= totalSteps;
        if ((long)options.WarmupSteps + options.FinalSteps >= options.TotalSteps)
        {
            throw new OptionsException(
                nameof(AdaLoraOptions),
                [
                    $"The training has {options.TotalSteps} steps, " +
                    $"and WarmupSteps ({options.WarmupSteps}) and FinalSteps ({options.FinalSteps}) " +
                "leave none to share out ranks in. Lower them, or train for longer."]);
        }
    }

    internal RankAllocator AllocatorOf(string name)
    {
        if (!_allocators.TryGetValue(name, out var allocator))
        {
            var adapter = Get(name);
            allocator = new RankAllocator(adapter.Options, adapter.Paths.Select(p => (p, _layers[p].PartOf(name))));
            _allocators.Add(name, allocator);
        }

        return allocator;
    }
}
