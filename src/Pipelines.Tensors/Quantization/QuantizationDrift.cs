namespace Pipelines.Tensors;

/// <summary>How far a matrix in few bits is from the one it stands for.</summary>
/// <param name="Largest">The largest difference of two numbers.</param>
/// <param name="Length">The Euclidean norm of all differences.</param>
/// <param name="Of">The Euclidean norm of the matrix.</param>
public readonly record struct QuantizationDrift(double Largest, double Length, double Of)
{
    private const int TileElements = 1 << 18;

    /// <summary>The differences' norm over the matrix'; the differences' alone where the matrix is all zeros.</summary>
    public double Relative => Of > 0 ? Length / Of : Length;

    /// <summary>Measures it, decoding some rows at a time.</summary>
    /// <param name="exact">[rows, columns], Float32.</param>
    /// <param name="stored">[rows, columns]: what stands for it.</param>
    public static QuantizationDrift Measure(Tensor exact, QuantizedTensor stored)
    {
        ArgumentNullException.ThrowIfNull(exact);
        ArgumentNullException.ThrowIfNull(stored);
        var (rows, columns) = (exact.Shape[0], exact.Shape[1]);
        var height = Math.Clamp(TileElements / Math.Max(1, columns), 1, Math.Max(1, rows));
        var (largest, squares, total) = (0.0, 0.0, 0.0);
        for (var row = 0; row < rows; row += height)
        {
            using var tile = exact.Backend.Empty(new Shape(Math.Min(height, rows - row), columns));
            exact.Backend.Dequantize(stored, row, tile);
            var part = exact.AsSpan<float>().Slice(row * columns, (int)tile.ElementCount);
            Add(part, tile.AsSpan<float>(), ref largest, ref squares, ref total);
        }

        return new QuantizationDrift(largest, Math.Sqrt(squares), Math.Sqrt(total));
    }

    /// <summary>Measures it between two matrices in Float32.</summary>
    /// <param name="exact">[rows, columns], Float32.</param>
    /// <param name="stored">[rows, columns], Float32: what stands for it, decoded.</param>
    public static QuantizationDrift Measure(Tensor exact, Tensor stored)
    {
        ArgumentNullException.ThrowIfNull(exact);
        ArgumentNullException.ThrowIfNull(stored);
        var (largest, squares, total) = (0.0, 0.0, 0.0);
        Add(exact.AsSpan<float>(), stored.AsSpan<float>(), ref largest, ref squares, ref total);
        return new QuantizationDrift(largest, Math.Sqrt(squares), Math.Sqrt(total));
    }

    private static void Add(ReadOnlySpan<float> exact, ReadOnlySpan<float> stored, ref double largest, ref double squares, ref double total)
    {
        var most = 0f;
        for (var i = 0; i < exact.Length; i++)
        {
            var difference = stored[i] - exact[i];
            most = Math.Max(most, Math.Abs(difference));
            squares += (double)difference * difference;
            total += (double)exact[i] * exact[i];
        }

        largest = Math.Max(largest, most);
    }
}
