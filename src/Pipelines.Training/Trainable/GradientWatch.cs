using System.Runtime.InteropServices;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>
/// Looks at the gradients of the first two steps that change anything: a parameter that is to be trained and had no gradient but zeros in
/// both is not trained, whatever the options say. Two steps, because what multiplies a zero (an adapter's second factor) has a gradient
/// only after the zero has changed. Whether weights changed is not asked: a small step may be rounded away.
/// </summary>
/// <param name="module">The model.</param>
/// <param name="optimizer">What trains it.</param>
/// <param name="isIndifferent">Whether the loss does not depend on a parameter of a name, and is not meant to; null for none.</param>
internal sealed class GradientWatch(Module module, Optimizer optimizer, Func<string, bool>? isIndifferent = null)
{
    private const int WatchedSteps = 2;
    private const int BytesAtOnce = 1 << 28;
    private const int ListedNames = 10;
    private const uint NegativeZero = 0x80000000;

    private readonly Dictionary<Parameter, int> _stepsWithout = new(ReferenceEqualityComparer.Instance);
    private int _steps;

    /// <summary>Whether nothing more is watched for.</summary>
    public bool IsDone => _steps >= WatchedSteps;

    /// <summary>Looks at a step's gradients.</summary>
    /// <param name="learningRate">The step's; one of 0 changes nothing, so the step does not count.</param>
    /// <param name="norm">The gradients' norm; 0 where the loss has nothing more to teach, which says nothing of any parameter.</param>
    public void Observe(double learningRate, double norm)
    {
        if (IsDone || !(learningRate > 0) || !(norm > 0))
            return;
        _steps++;
        var updated = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        foreach (var state in optimizer.States)
            updated.Add(state.Parameter);
        foreach (var parameter in module.Parameters())
        {
            if (parameter.RequiresGradient && !(updated.Contains(parameter) && IsAnythingBut0(parameter.Gradient)))
                _stepsWithout[parameter] = _stepsWithout.GetValueOrDefault(parameter) + 1;
        }
    }

    /// <summary>What is wrong; null for nothing, or before enough steps were seen.</summary>
    public string? FindUntrained()
    {
        if (!IsDone)
            return null;
        var names = module.NamedParameters()
            .Where(named => _stepsWithout.GetValueOrDefault(named.Parameter) == WatchedSteps && isIndifferent?.Invoke(named.Name) != true)
            .Select(named => named.Name).ToList();
        if (names.Count == 0)
            return null;
        var others = names.Count > ListedNames ? $" and {names.Count - ListedNames} more" : "";
        var subject = names.Count == 1 ? "1 trainable parameter" : $"{names.Count} trainable parameters";
        return $"{subject} had no gradient in the first {WatchedSteps} steps, so not trained: "
            + $"{string.Join(", ", names.Take(ListedNames))}{others}. The loss does not depend on them; "
            + $"freeze them ({nameof(TrainerOptions.Trainable)}.{nameof(TrainableParameters.Freeze)}) if that is meant, "
            + "or leave them out of the model.";
    }

    private static bool IsAnythingBut0(Tensor? gradient)
    {
        if (gradient is null)
            return false;
        for (long offset = 0; offset < gradient.ByteCount; offset += BytesAtOnce)
        {
            var bytes = gradient.Storage.HostBytes(offset, (int)Math.Min(BytesAtOnce, gradient.ByteCount - offset));
            if (MemoryMarshal.Cast<byte, uint>(bytes).ContainsAnyExcept(0u, NegativeZero))
                return true;
        }

        return false;
    }
}
