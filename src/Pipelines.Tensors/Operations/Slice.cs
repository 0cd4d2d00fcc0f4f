namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>A copy of <paramref name="length"/> consecutive entries of one dimension.</summary>
    /// <param name="source">[…].</param>
    /// <param name="dimension">Which dimension; negative indices count from the innermost.</param>
    /// <param name="start">The first entry.</param>
    /// <param name="length">How many entries.</param>
    /// <returns>The shape of <paramref name="source"/> with <paramref name="length"/> entries in that dimension.</returns>
    /// <exception cref="TensorException">The entries do not lie within the dimension.</exception>
    public static Tensor Slice(Tensor source, int dimension, int start, int length)
    {
        const string Name = nameof(Slice);
        Check.Float(Name, source, nameof(source));
        var extent = source.Shape[dimension];
        if (start < 0 || length < 0 || start > extent - length)
        {
            throw new TensorException(
                Name, $"{length} entries from {start} do not fit in dimension {dimension} of shape {source.Shape}, which has {extent}.");
        }

        var result = source.Backend.Empty(source.Shape.With(dimension, length));
        var (outer, inner) = BlockGeometry.Around(source.Shape, dimension);
        source.Backend.CopyBlock(
            source, start * inner, extent * inner, result, 0, length * inner, outer, length * inner, accumulate: false);
        if (!GradientTape.IsRecording(source))
            return result;
        var operation = SliceOperation.Rent();
        operation.Dimension = dimension;
        operation.Start = start;
        return GradientTape.Record(operation, result, source);
    }
}

/// <summary>The recorded form of <see cref="Functional.Slice"/>: input source.</summary>
internal sealed class SliceOperation : PooledOperation<SliceOperation>
{
    public int Dimension { get; set; }

    public int Start { get; set; }

    protected override void Backward()
    {
        if (!NeedsGradient(0))
            return;
        var target = AccumulatedGradient(0);
        var (outer, inner) = BlockGeometry.Around(target.Shape, Dimension);
        var columns = Result.Shape[Dimension] * inner;
        target.Backend.CopyBlock(
            ResultGradient, 0, columns, target, Start * inner, target.Shape[Dimension] * inner, outer, columns, accumulate: true);
    }
}
