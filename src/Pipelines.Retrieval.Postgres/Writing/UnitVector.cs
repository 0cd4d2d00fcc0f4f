using System.Numerics.Tensors;

namespace Pipelines.Retrieval.Postgres;

/// <summary>Vectors of length 1, for the cosine.</summary>
internal static class UnitVector
{
    public static void Scale(ReadOnlySpan<float> source, Span<float> target)
    {
        // By the largest component first: the squares of small ones would vanish.
        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(source));
        if (largest == 0)
        {
            target.Clear();
            return;
        }

        TensorPrimitives.Divide(source, largest, target);
        TensorPrimitives.Divide(target, TensorPrimitives.Norm<float>(target), target);
    }
}
