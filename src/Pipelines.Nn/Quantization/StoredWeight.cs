using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>A quantized weight in a file, checked but not read.</summary>
/// <param name="Name">The name of its codes.</param>
/// <param name="Shape">The extents of the matrix.</param>
/// <param name="Options">How it was quantized.</param>
/// <param name="Offset">What is added to decoded scales.</param>
internal sealed record StoredWeight(string Name, Shape Shape, QuantizationOptions Options, float Offset)
{
    /// <summary>Reads it as it is.</summary>
    /// <exception cref="TensorFormatException">A scale is not finite.</exception>
    public QuantizedTensor Read(ModelWeights weights, ITensorBackend backend)
    {
        List<Tensor> parts = [];
        try
        {
            if (Options.Type == QuantizationType.Int8)
                return new EightBitTensor(Part(Name, ElementType.Int8), Part(Name[..(Name.LastIndexOf('.') + 1)] + BitsAndBytes.RowScales));
            var options = new FourBitOptions
            {
                Type = Options.Type == QuantizationType.Fp4 ? FourBitType.Fp4 : FourBitType.Nf4,
                BlockSize = Options.BlockSize,
                DoubleQuantization = Options.DoubleQuantization,
                NestedBlockSize = Options.NestedBlockSize,
            };
            return Options.DoubleQuantization
                ? new FourBitTensor(
                    Shape, options, Part(Name, ElementType.UInt8), Part(Name + BitsAndBytes.Scales, ElementType.UInt8),
                    Part(Name + BitsAndBytes.NestedScales), Offset)
                : new FourBitTensor(Shape, options, Part(Name, ElementType.UInt8), Part(Name + BitsAndBytes.Scales));
        }
        catch
        {
            parts.ForEach(p => p.Dispose());
            throw;
        }

        Tensor Part(string name, ElementType type = ElementType.Float32)
        {
            var part = weights.Read(name, backend, type);
            parts.Add(part);
            if (type == ElementType.Float32)
                CheckFinite(weights, name, part);
            return part;
        }
    }

    private static void CheckFinite(ModelWeights weights, string name, Tensor scales)
    {
        foreach (var scale in scales.AsSpan<float>())
        {
            if (!float.IsFinite(scale) || scale < 0)
            {
                throw new TensorFormatException(
                    weights.FileOf(name).Path, name, $"a scale is {scale}; finite numbers of at least 0 were expected. "
                        + "Is the file damaged?");
            }
        }
    }
}
