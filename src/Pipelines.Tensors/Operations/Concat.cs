namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>Joins tensors along one dimension; the other dimensions agree.</summary>
    /// <param name="dimension">Which dimension; negative indices count from the innermost.</param>
    /// <param name="parts">At least one tensor; their shapes differ in that dimension alone.</param>
    /// <returns>The shape of the parts, with the sum of their entries in that dimension.</returns>
    /// <exception cref="TensorException">There is no part, or shapes or backends differ.</exception>
    public static Tensor Concat(int dimension, params ReadOnlySpan<Tensor> parts)
    {
        const string Name = nameof(Concat);
        if (parts.Length == 0)
            throw new TensorException(Name, "at least one tensor was expected.");
        long extent = 0;
        foreach (var part in parts)
        {
            Check.Float(Name, part, nameof(parts));
            Check.Backend(Name, parts[0], part);
            if (part.Shape.Rank != parts[0].Shape.Rank || part.Shape.With(dimension, 0) != parts[0].Shape.With(dimension, 0))
            {
                throw new TensorException(
                    Name, $"a part has shape {part.Shape} and the first {parts[0].Shape}; only dimension {dimension} may differ.");
            }

            extent += part.Shape[dimension];
        }

        var backend = parts[0].Backend;
        var result = backend.Empty(parts[0].Shape.With(dimension, checked((int)extent)));
        var (outer, inner) = BlockGeometry.Around(result.Shape, dimension);
        var stride = result.Shape[dimension] * inner;
        var offset = 0;
        foreach (var part in parts)
        {
            var columns = part.Shape[dimension] * inner;
            backend.CopyBlock(part, 0, columns, result, offset, stride, outer, columns, accumulate: false);
            offset += columns;
        }

        ReadOnlySpan<Tensor?> inputs = parts!;
        if (!GradientTape.IsRecording(inputs))
            return result;
        var operation = ConcatOperation.Rent();
        operation.Dimension = dimension;
        return GradientTape.Record(operation, result, inputs);
    }
}

/// <summary>The recorded form of <see cref="Functional.Concat"/>: inputs the parts.</summary>
internal sealed class ConcatOperation : PooledOperation<ConcatOperation>
{
    public int Dimension { get; set; }

    protected override void Backward()
    {
        var (outer, inner) = BlockGeometry.Around(Result.Shape, Dimension);
        var stride = Result.Shape[Dimension] * inner;
        var offset = 0;
        for (var i = 0; i < InputCount; i++)
        {
            var columns = Input(i).Shape[Dimension] * inner;
            if (NeedsGradient(i))
            {
                var target = GradientTarget(i, out var accumulate);
                target.Backend.CopyBlock(ResultGradient, offset, stride, target, 0, columns, outer, columns, accumulate);
            }

            offset += columns;
        }
    }
}
