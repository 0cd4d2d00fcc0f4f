namespace Pipelines.Tensors;

/// <summary>A matrix in signed bytes with a scale for each row, the row's largest magnitude (Dettmers et al. 2022, vector-wise).</summary>
public sealed class EightBitTensor : QuantizedTensor
{
    private const float Largest = 127f;

    /// <summary>Puts a matrix together from what a file holds; the tensors are taken over.</summary>
    /// <param name="codes">[rows, columns], Int8.</param>
    /// <param name="scales">[rows], Float32: the magnitude that 127 stands for.</param>
    /// <exception cref="TensorException">The types or sizes do not fit.</exception>
    public EightBitTensor(Tensor codes, Tensor scales)
        : base(codes?.Backend ?? throw new ArgumentNullException(nameof(codes)), codes.Shape)
    {
        ArgumentNullException.ThrowIfNull(scales);
        if (codes.ElementType != ElementType.Int8 || codes.Shape.Rank != 2 || scales.ElementType != ElementType.Float32
            || scales.Shape != new Shape(codes.Shape[0]))
        {
            throw new TensorException(
                nameof(EightBitTensor),
                $"codes are {codes.ElementType} {codes.Shape}, scales {scales.ElementType} {scales.Shape}; "
                    + "Int8 [rows, columns] and Float32 [rows] were expected.");
        }

        Codes = codes.TakeOwnership();
        Scales = scales.TakeOwnership();
    }

    /// <summary>[rows, columns], Int8.</summary>
    public Tensor Codes { get; }

    /// <summary>[rows]: the magnitude that 127 stands for.</summary>
    public Tensor Scales { get; }

    /// <inheritdoc/>
    public override long StorageBytes => Codes.ByteCount + Scales.ByteCount;

    /// <summary>Quantizes a matrix; halves are rounded to even.</summary>
    /// <param name="source">[rows, columns], Float32.</param>
    /// <exception cref="TensorException">The source is no matrix, or has values that are not finite.</exception>
    public static EightBitTensor Quantize(Tensor source)
    {
        ThrowIfNotMatrix(source);
        var (rows, columns) = (source.Shape[0], source.Shape[1]);
        var codes = source.Backend.Empty(source.Shape, ElementType.Int8);
        var scales = source.Backend.Empty(new Shape(rows));
        try
        {
            var values = source.AsSpan<float>();
            var bytes = codes.AsSpan<sbyte>();
            for (var row = 0; row < rows; row++)
            {
                var largest = LargestMagnitude(values.Slice(row * columns, columns), (long)row * columns);
                scales.AsSpan<float>()[row] = largest;
                var factor = largest == 0f ? 0f : Largest / largest;
                for (var i = row * columns; i < (row + 1) * columns; i++)
                    bytes[i] = (sbyte)MathF.Round(values[i] * factor);
            }

            return new EightBitTensor(codes, scales);
        }
        catch
        {
            codes.Dispose();
            scales.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Codes.Dispose();
        Scales.Dispose();
    }
}
