using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// Which projections of a model are kept in few bits, and how (bitsandbytes' configuration). Every <see cref="Linear"/> is, but the output
/// head and those that are named; embeddings, norms and biases stay as they are.
/// </summary>
public sealed class QuantizationOptions
{
    /// <summary>The data type (<c>bnb_4bit_quant_type</c>, <c>load_in_8bit</c>).</summary>
    [EnumDataType(typeof(QuantizationType))]
    public QuantizationType Type { get; set; } = QuantizationType.Nf4;

    /// <summary>Elements that share a scale; for 4 bits. bitsandbytes reads powers of two from 64 up.</summary>
    [Range(2, 4096)]
    public int BlockSize { get; set; } = 64;

    /// <summary>
    /// Whether the scales of 4-bit weights are stored in 8 bits too: 4.127 bits a weight instead of 4.5 (<c>bnb_4bit_use_double_quant</c>).
    /// </summary>
    public bool DoubleQuantization { get; set; }

    /// <summary>Scales that share a scale, where <see cref="DoubleQuantization"/> is on.</summary>
    [Range(2, 4096)]
    public int NestedBlockSize { get; set; } = 256;

    /// <summary>
    /// Modules that stay as they are (<c>llm_int8_skip_modules</c>): whole dotted parts of paths, such as <c>mlp.c_proj</c>, <c>h.0</c> or
    /// <c>o_proj</c>. What lies below a module that is named stays too.
    /// </summary>
    public IReadOnlyList<string> SkipModules { get; set; } = [];

    /// <summary>Whether weights are stored alike with other options, whichever modules are left out.</summary>
    public bool StoresLike(QuantizationOptions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Type != other.Type)
            return false;
        return Type == QuantizationType.Int8
            || (BlockSize == other.BlockSize && DoubleQuantization == other.DoubleQuantization
                && (!DoubleQuantization || NestedBlockSize == other.NestedBlockSize));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Type == QuantizationType.Int8)
            return "8 bits";
        var nested = DoubleQuantization ? string.Create(CultureInfo.InvariantCulture, $", scales in 8 bits by {NestedBlockSize}") : "";
        var name = Type == QuantizationType.Nf4 ? "NF4" : "FP4";
        return string.Create(CultureInfo.InvariantCulture, $"{name} in blocks of {BlockSize}{nested}");
    }

    /// <summary>How a quantized matrix was made.</summary>
    internal static QuantizationOptions Of(QuantizedTensor weight) => weight is FourBitTensor { Options: var made }
        ? new QuantizationOptions
        {
            Type = made.Type == FourBitType.Fp4 ? QuantizationType.Fp4 : QuantizationType.Nf4,
            BlockSize = made.BlockSize,
            DoubleQuantization = made.DoubleQuantization,
            NestedBlockSize = made.NestedBlockSize,
        }
        : new QuantizationOptions { Type = QuantizationType.Int8 };

    /// <summary>Quantizes a matrix in Float32.</summary>
    internal QuantizedTensor Quantize(Tensor weight) => Type == QuantizationType.Int8
        ? EightBitTensor.Quantize(weight)
        : FourBitTensor.Quantize(weight, new FourBitOptions
        {
            Type = Type == QuantizationType.Fp4 ? FourBitType.Fp4 : FourBitType.Nf4,
            BlockSize = BlockSize,
            DoubleQuantization = DoubleQuantization,
            NestedBlockSize = NestedBlockSize,
        });

    /// <summary>Whether the module of a path stays as it is.</summary>
    internal bool Skips(string path)
    {
        foreach (var name in SkipModules)
        {
            if (Names(path, name))
                return true;
        }

        return false;
    }

    /// <summary>Refuses names that no module has.</summary>
    /// <exception cref="ModuleException">There is one.</exception>
    internal void CheckSkips(Module module)
    {
        foreach (var name in SkipModules)
        {
            // bitsandbytes' lists name the head, which a model that ties it does not have as a module.
            if (name != "lm_head" && !module.NamedModules().Any(m => Names(m.Name, name)))
            {
                throw new ModuleException(
                    $"SkipModules names '{name}', which is no module of {module.GetType().Name}. " +
                    "Give whole dotted parts of a path, such as " +
                    $"'{module.NamedModules().LastOrDefault(m => m.Module is Projection).Name}'.");
            }
        }
    }

    private static bool Names(string path, string name) => $".{path}.".Contains($".{name}.", StringComparison.Ordinal);
}
