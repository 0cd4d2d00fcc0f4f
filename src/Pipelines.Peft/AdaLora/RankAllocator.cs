using Pipelines.Nn;
using Pipelines.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Pipelines.Peft;

/// <summary>
/// Shares the ranks of an adapter out among its modules while it is trained. The importance of a number is its smoothed sensitivity
/// <c>|w·∂loss/∂w|</c> times the smoothed uncertainty of that; a direction's is that of its value plus the means of its two vectors. The
/// directions that matter least get the value 0; before the last cut they may come back.
/// </summary>
internal sealed class RankAllocator : IDisposable
{
    private const string SensitivityName = "sensitivity.";
    private const string UncertaintyName = "uncertainty.";
    private const string KeptName = "kept.";

    private readonly AdaLoraOptions _options;
    private readonly List<(string Path, AdaLoraPart Part)> _parts;
    private readonly Dictionary<string, Importance> _importance = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool[]> _kept = new(StringComparer.Ordinal);
    private readonly int _initial;

    public RankAllocator(AdaLoraOptions options, IEnumerable<(string Path, AdaLoraPart Part)> parts)
    {
        _options = options;
        _parts = [.. parts.OrderBy(p => p.Path, StringComparer.Ordinal)];
        foreach (var (path, part) in _parts)
        {
            _initial += part.Rank;
            foreach (var (kind, parameter) in part.Tensors())
                _importance.Add($"{path}.{kind}", new Importance(parameter));
        }
    }

    /// <summary>Which directions are left by path, after the last cut; empty before it.</summary>
    public IReadOnlyDictionary<string, bool[]> Kept => _kept;

    /// <summary>Takes the gradients of a step in, cuts where that is due, and keeps cut what the last cut took.</summary>
    /// <param name="step">The step, counted from 1; the optimizer has done it, and the gradients are still there.</param>
    /// <param name="totalSteps">All steps of the training.</param>
    /// <param name="gradientScale">The factor that the optimizer applied the gradients with.</param>
    public void AfterStep(int step, int totalSteps, float gradientScale)
    {
        var lastStep = totalSteps - _options.FinalSteps;
        var budget = new RankBudget(
            _initial, Math.Min(_initial, _options.TargetRank * _parts.Count), _options.WarmupSteps, lastStep, _options.AllocationInterval);
        if (step > lastStep)
        {
            foreach (var (path, part) in _parts)
            {
                if (_kept.TryGetValue(path, out var kept))
                    Cut(part, kept);
            }

            return;
        }

        if (step < lastStep)
        {
            foreach (var importance in _importance.Values)
                importance.Observe((float)_options.Beta1, (float)_options.Beta2, gradientScale);
        }

        if (budget.IsDue(step))
            CutTo(budget.After(step), isLast: step == lastStep);
    }

    /// <summary>What a checkpoint must hold of this.</summary>
    public Dictionary<string, Tensor> GetState(ITensorBackend backend)
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, importance) in _importance)
        {
            state.Add(SensitivityName + name, importance.Sensitivity);
            state.Add(UncertaintyName + name, importance.Uncertainty);
        }

        foreach (var (path, kept) in _kept)
            state.Add(KeptName + path, backend.FromArray(Array.ConvertAll(kept, k => k ? 1f : 0f), new Shape(kept.Length)));
        return state;
    }

    /// <summary>Goes on from what a checkpoint holds.</summary>
    /// <exception cref="ArgumentException">It is of another adapter.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        foreach (var (name, importance) in _importance)
        {
            Read(SensitivityName + name, importance.Sensitivity);
            Read(UncertaintyName + name, importance.Uncertainty);
        }

        _kept.Clear();
        foreach (var (path, part) in _parts)
        {
            if (!state.TryGetValue(KeptName + path, out var kept))
                continue;
            if (kept.ElementCount != part.Rank)
            {
                throw new ArgumentException(
                    $"The checkpoint has {kept.ElementCount} directions for '{path}', the adapter {part.Rank}.", nameof(state));
            }

            _kept.Add(path, Array.ConvertAll(kept.ToArray<float>(), k => k != 0));
        }

        void Read(string name, Tensor target)
        {
            if (!state.TryGetValue(name, out var source) || source.Shape != target.Shape)
            {
                throw new ArgumentException(
                    $"The checkpoint has no '{name}' {target.Shape}, which the adapter's ranks depend on.", nameof(state));
            }

            target.Backend.Copy(source, target);
        }
    }

    public void Dispose()
    {
        foreach (var importance in _importance.Values)
            importance.Dispose();
    }

    private void CutTo(int budget, bool isLast)
    {
        var scores = new List<(double Score, int Part, int Direction)>(_initial);
        for (var i = 0; i < _parts.Count; i++)
        {
            for (var direction = 0; direction < _parts[i].Part.Rank; direction++)
                scores.Add((ScoreOf(_parts[i].Path, _parts[i].Part, direction), i, direction));
        }

        // Of equal ones the first go, so that exactly the budget is left.
        scores.Sort((x, y) => x.Score != y.Score ? x.Score.CompareTo(y.Score)
            : x.Part != y.Part ? x.Part.CompareTo(y.Part) : x.Direction.CompareTo(y.Direction));
        var kept = _parts.ConvertAll(p => Enumerable.Repeat(true, p.Part.Rank).ToArray());
        foreach (var (_, part, direction) in scores.Take(_initial - budget))
            kept[part][direction] = false;
        for (var i = 0; i < _parts.Count; i++)
        {
            Cut(_parts[i].Part, kept[i]);
            if (isLast)
                _kept[_parts[i].Path] = kept[i];
        }
    }

    private double ScoreOf(string path, AdaLoraPart part, int direction)
    {
        var e = _importance[$"{path}.{AdaLoraProjection.Values}"];
        var a = _importance[$"{path}.{AdaLoraProjection.Right}"];
        var b = _importance[$"{path}.{AdaLoraProjection.Left}"];
        var (inputs, outputs) = (part.A.Shape[1], part.B.Shape[0]);
        return e.Sum(direction, 1, 1) + a.Sum(direction * inputs, inputs, 1) / inputs + b.Sum(direction, outputs, part.Rank) / outputs;
    }

    private static void Cut(AdaLoraPart part, bool[] kept)
    {
        var values = part.E.Value.AsSpan<float>();
        for (var i = 0; i < kept.Length; i++)
        {
            if (!kept[i])
                values[i] = 0f;
        }
    }

    private sealed class Importance(Parameter parameter) : IDisposable
    {
        public Tensor Sensitivity { get; } = parameter.Value.Backend.Zeros(parameter.Shape).TakeOwnership();

        public Tensor Uncertainty { get; } = parameter.Value.Backend.Zeros(parameter.Shape).TakeOwnership();

        public void Observe(float beta1, float beta2, float gradientScale)
        {
            var sensitivity = Sensitivity.AsSpan<float>();
            var uncertainty = Uncertainty.AsSpan<float>();
            var weights = parameter.Value.AsSpan<float>();
            var gradients = parameter.Gradient is { } gradient ? gradient.AsSpan<float>() : [];
            for (var i = 0; i < sensitivity.Length; i++)
            {
                var now = gradients.IsEmpty ? 0f : MathF.Abs(weights[i] * gradients[i] * gradientScale);
                sensitivity[i] = beta1 * sensitivity[i] + (1 - beta1) * now;
                uncertainty[i] = beta2 * uncertainty[i] + (1 - beta2) * MathF.Abs(now - sensitivity[i]);
            }
        }

        /// <summary>The sum of the importance of some elements.</summary>
        public double Sum(int first, int count, int stride)
        {
            var sensitivity = Sensitivity.AsSpan<float>();
            var uncertainty = Uncertainty.AsSpan<float>();
            if (stride == 1)
                return TensorPrimitives.Dot<float>(sensitivity.Slice(first, count), uncertainty.Slice(first, count));
            var sum = 0.0;
            for (var i = 0; i < count; i++)
                sum += (double)sensitivity[first + i * stride] * uncertainty[first + i * stride];
            return sum;
        }

        public void Dispose()
        {
            Sensitivity.Dispose();
            Uncertainty.Dispose();
        }
    }
}
