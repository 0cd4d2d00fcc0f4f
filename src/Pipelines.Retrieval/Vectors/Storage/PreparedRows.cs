using System.Buffers;
using System.Numerics.Tensors;

namespace Pipelines.Retrieval;

/// <summary>Rows of the caller, kept in their place while a pointer to them is used: copied and scaled to length 1 for cosine.</summary>
internal sealed unsafe class PreparedRows : IDisposable
{
    private MemoryHandle _pin;

    public PreparedRows(ReadOnlyMemory<float> rows, int dimension, VectorMetric metric)
    {
        if (metric == VectorMetric.Cosine)
        {
            var scaled = GC.AllocateUninitializedArray<float>(rows.Length);
            for (var start = 0; start < rows.Length; start += dimension)
                Normalize(rows.Span.Slice(start, dimension), scaled.AsSpan(start, dimension));
            rows = scaled;
        }

        _pin = rows.Pin();
    }

    public float* Pointer => (float*)_pin.Pointer;

    public void Dispose() => _pin.Dispose();

    private static void Normalize(ReadOnlySpan<float> source, Span<float> target)
    {
        // Scaled by its largest component first: the squares of small ones would vanish.
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
