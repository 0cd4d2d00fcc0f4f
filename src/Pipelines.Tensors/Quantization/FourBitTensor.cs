namespace Pipelines.Tensors;

/// <summary>
/// A matrix in 4 bits an element, two to a byte with the earlier in the upper half, and a scale for each block of elements (Dettmers et al.
/// 2023), as bitsandbytes stores it.
/// </summary>
public sealed class FourBitTensor : QuantizedTensor
{
    /// <summary>Puts a matrix together from what a file holds; the tensors are taken over.</summary>
    /// <param name="shape">[rows, columns].</param>
    /// <param name="options">How it was made.</param>
    /// <param name="codes">UInt8, ⌈elements / 2⌉ bytes in any shape.</param>
    /// <param name="scales">[blocks]: Float32, or UInt8 codes with double quantization.</param>
    /// <param name="nestedScales">Float32 [blocks of scale codes]; null without double quantization.</param>
    /// <param name="offset">The value that is added to decoded scales; 0 without double quantization.</param>
    /// <exception cref="TensorException">The sizes do not fit.</exception>
    public FourBitTensor(Shape shape, FourBitOptions options, Tensor codes, Tensor scales, Tensor? nestedScales = null, float offset = 0f)
        : base(codes?.Backend ?? throw new ArgumentNullException(nameof(codes)), shape)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(scales);
        var blocks = DivideUp(shape.ElementCount, options.BlockSize);
        Require(nameof(codes), codes, ElementType.UInt8, DivideUp(shape.ElementCount, 2));
        Require(nameof(scales), scales, options.DoubleQuantization ? ElementType.UInt8 : ElementType.Float32, blocks);
        if (options.DoubleQuantization != nestedScales is not null)
            throw new TensorException(nameof(FourBitTensor), "nestedScales are there with double quantization and only then.");
        if (nestedScales is not null)
            Require(nameof(nestedScales), nestedScales, ElementType.Float32, DivideUp(blocks, options.NestedBlockSize));
        Options = options;
        Codes = codes.TakeOwnership();
        Scales = scales.TakeOwnership();
        NestedScales = nestedScales?.TakeOwnership();
        Offset = offset;
    }

    /// <summary>How it was made.</summary>
    public FourBitOptions Options { get; }

    /// <summary>UInt8, ⌈elements / 2⌉ bytes of any shape: two codes each, the earlier one in the upper half.</summary>
    public Tensor Codes { get; }

    /// <summary>[blocks]: Float32, or UInt8 codes with double quantization.</summary>
    public Tensor Scales { get; }

    /// <summary>Float32 [blocks of scale codes]; null without double quantization.</summary>
    public Tensor? NestedScales { get; }

    /// <summary>The value that is added to decoded scales; 0 without double quantization.</summary>
    public float Offset { get; }

    /// <inheritdoc/>
    public override long StorageBytes =>
        Codes.ByteCount + Scales.ByteCount + (NestedScales is null ? 0 : NestedScales.ByteCount + sizeof(float));

    /// <summary>Quantizes a matrix.</summary>
    /// <param name="source">[rows, columns], Float32.</param>
    /// <param name="options">How; null for NF4 in blocks of 64.</param>
    /// <exception cref="TensorException">The source is no matrix, or has values that are not finite.</exception>
    public static FourBitTensor Quantize(Tensor source, FourBitOptions? options = null)
    {
        ThrowIfNotMatrix(source);
        options ??= new FourBitOptions();
        var values = source.AsSpan<float>();
        var blocks = checked((int)DivideUp(values.Length, options.BlockSize));
        var codes = source.Backend.Empty(new Shape((values.Length + 1) / 2), ElementType.UInt8);
        var scales = source.Backend.Empty(new Shape(blocks));
        try
        {
            FourBitQuantizer.Quantize(
                values, FourBitCodeBook.Of(options.Type), options.BlockSize, codes.AsSpan<byte>(), scales.AsSpan<float>());
            if (!options.DoubleQuantization)
                return new FourBitTensor(source.Shape, options, codes, scales);
            var scaleCodes = source.Backend.Empty(new Shape(blocks), ElementType.UInt8);
            var nested = source.Backend.Empty(new Shape(checked((int)DivideUp(blocks, options.NestedBlockSize))));
            var offset = FourBitQuantizer.QuantizeScales(
                scales.AsSpan<float>(), options.NestedBlockSize, scaleCodes.AsSpan<byte>(), nested.AsSpan<float>());
            scales.Dispose();
            return new FourBitTensor(source.Shape, options, codes, scaleCodes, nested, offset);
        }
        catch
        {
            codes.Dispose();
            if (!scales.IsDisposed)
                scales.Dispose();
            throw;
        }
    }

    /// <summary>The scale of a block.</summary>
    public float ScaleOf(int block) => NestedScales is null
        ? Scales.AsSpan<float>()[block]
        : DynamicMap.Signed.Codes[Scales.AsSpan<byte>()[block]] * NestedScales.AsSpan<float>()[block / Options.NestedBlockSize] + Offset;

    /// <inheritdoc/>
    public override void Dispose()
    {
        Codes.Dispose();
        Scales.Dispose();
        NestedScales?.Dispose();
    }

    private static long DivideUp(long count, long size) => (count + size - 1) / size;

    private static void Require(string name, Tensor tensor, ElementType type, long count)
    {
        if (tensor.ElementType != type || tensor.ElementCount != count)
        {
            throw new TensorException(
                nameof(FourBitTensor), $"{name} are {tensor.ElementType} {tensor.Shape}; {count} of {type} were expected.");
        }
    }
}
