using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>Reorders dimensions: dimension i of the result is dimension <c>axes[i]</c> of the source.</summary>
    /// <exception cref="TensorException"><paramref name="axes"/> is not a permutation of the source's dimensions.</exception>
    public static Tensor Permute(Tensor source, params ReadOnlySpan<int> axes)
    {
        const string Name = nameof(Permute);
        Check.Float(Name, source, nameof(source));
        var rank = source.Shape.Rank;
        Span<int> extents = stackalloc int[Shape.MaximumRank];
        var seen = 0;
        for (var i = 0; i < axes.Length && i < rank; i++)
        {
            if ((uint)axes[i] >= (uint)rank)
                break;
            seen |= 1 << axes[i];
            extents[i] = source.Shape[axes[i]];
        }

        if (axes.Length != rank || seen != (1 << rank) - 1)
        {
            throw new TensorException(
                Name, $"axes are [{string.Join(", ", axes.ToArray())}]; " +
                $"a permutation of 0 to {rank - 1} was expected for shape {source.Shape}.");
        }

        var result = source.Backend.Empty(new Shape(extents[..rank]));
        source.Backend.Permute(source, axes, result);
        if (!GradientTape.IsRecording(source))
            return result;
        var operation = PermuteOperation.Rent();
        operation.SetAxes(axes);
        return GradientTape.Record(operation, result, source);
    }
}

/// <summary>The recorded form of <see cref="Functional.Permute"/>: input source.</summary>
internal sealed class PermuteOperation : PooledOperation<PermuteOperation>
{
    private Axes _inverse;
    private int _rank;

    public void SetAxes(ReadOnlySpan<int> axes)
    {
        _rank = axes.Length;
        for (var i = 0; i < axes.Length; i++)
            _inverse[axes[i]] = i;
    }

    protected override void Backward()
    {
        if (!NeedsGradient(0))
            return;
        ReadOnlySpan<int> inverse = _inverse;
        var backend = ResultGradient.Backend;
        var target = GradientTarget(0, out var accumulate);
        if (!accumulate)
        {
            backend.Permute(ResultGradient, inverse[.._rank], target);
            return;
        }

        var addend = TensorRecycler.Rent(backend, target.Shape);
        backend.Permute(ResultGradient, inverse[.._rank], addend);
        backend.AddScaled(addend, 1f, target);
        TensorRecycler.Return(addend);
    }

    [InlineArray(Shape.MaximumRank)]
    private struct Axes
    {
        private int _first;
    }
}
