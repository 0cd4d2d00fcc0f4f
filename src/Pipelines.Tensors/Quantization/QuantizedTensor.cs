namespace Pipelines.Tensors;

/// <summary>
/// A matrix kept in few bits. Kernels turn it into Float32 a few rows at a time; it has no gradient. It belongs to whoever made it and is
/// freed by disposal.
/// </summary>
public abstract class QuantizedTensor : IDisposable
{
    private protected QuantizedTensor(ITensorBackend backend, Shape shape)
    {
        Backend = backend;
        Shape = shape;
    }

    /// <summary>Where it lies.</summary>
    public ITensorBackend Backend { get; }

    /// <summary>The extents of the matrix.</summary>
    public Shape Shape { get; }

    /// <summary>The bytes that codes and scales take.</summary>
    public abstract long StorageBytes { get; }

    /// <summary>The bits that an element takes on average, scales included.</summary>
    public double BitsPerElement => 8.0 * StorageBytes / Math.Max(1, Shape.ElementCount);

    /// <summary>The whole matrix in Float32.</summary>
    /// <returns>A tensor of the innermost scope or the caller.</returns>
    public Tensor Dequantize()
    {
        var result = Backend.Empty(Shape);
        Backend.Dequantize(this, firstRow: 0, result);
        return result;
    }

    /// <summary>Frees codes and scales.</summary>
    public abstract void Dispose();

    private protected static void ThrowIfNotMatrix(Tensor source)
    {
        Check.Float("Quantize", source, nameof(source));
        if (source.Shape.Rank != 2)
            throw new TensorException("Quantize", $"source has shape {source.Shape}; a matrix [rows, columns] was expected.");
    }

    /// <summary>The largest magnitude of values, which are those of a matrix from an element on.</summary>
    /// <exception cref="TensorException">One is not finite.</exception>
    internal static float LargestMagnitude(ReadOnlySpan<float> values, long first)
    {
        var largest = 0f;
        foreach (var value in values)
        {
            var magnitude = Math.Abs(value);
            if (!float.IsFinite(magnitude))
                throw new TensorException("Quantize", $"one of the elements from {first} on is {value}; "
                    + "only finite weights can be quantized.");
            largest = Math.Max(largest, magnitude);
        }

        return largest;
    }
}
