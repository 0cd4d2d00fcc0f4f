using System.Text.Json;
using System.Text.Json.Nodes;
using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>The names and tensors with which bitsandbytes' files hold a quantized weight.</summary>
internal static class BitsAndBytes
{
    public const string State = ".quant_state.bitsandbytes__";
    public const string Scales = ".absmax";
    public const string NestedScales = ".nested_absmax";
    public const string Map = ".quant_map";
    public const string NestedMap = ".nested_quant_map";
    public const string RowScales = "SCB";
    public const string RowFormat = "weight_format";

    private static readonly JsonSerializerOptions Plain = new() { WriteIndented = false };

    /// <summary>The tensors of a weight, in the innermost scope.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Tensors(string name, QuantizedTensor weight)
    {
        using var paused = GradientTape.Pause();
        return weight switch
        {
            FourBitTensor fourBit => FourBits(name, fourBit),
            EightBitTensor eightBit => EightBits(name, eightBit),
            _ => throw new ModuleException($"'{name}' is a {weight.GetType().Name}, which files cannot hold."),
        };
    }

    private static List<KeyValuePair<string, Tensor>> FourBits(string name, FourBitTensor weight)
    {
        var backend = weight.Backend;
        var book = FourBitCodeBook.Of(weight.Options.Type);
        List<KeyValuePair<string, Tensor>> tensors =
        [
            new(name, weight.Codes.Reshape((int)weight.Codes.ElementCount, 1)),
            new(name + Scales, weight.Scales),
            new(name + Map, backend.FromArray(book.Values, new Shape(book.Values.Length))),
        ];
        var word = weight.Options.Type == FourBitType.Fp4 ? "fp4" : "nf4";
        var state = new JsonObject
        {
            ["quant_type"] = word,
            ["blocksize"] = weight.Options.BlockSize,
            ["dtype"] = "float32",
            ["shape"] = new JsonArray(weight.Shape[0], weight.Shape[1]),
        };
        if (weight.NestedScales is not null)
        {
            tensors.Add(new(name + NestedScales, weight.NestedScales));
            tensors.Add(new(name + NestedMap, backend.FromArray(DynamicMap.Signed.Codes, new Shape(DynamicMap.Signed.Codes.Length))));
            state["nested_blocksize"] = weight.Options.NestedBlockSize;
            state["nested_dtype"] = "float32";
            // As many digits as tell a double from its neighbours, as the reference writes it.
            state["nested_offset"] = (double)weight.Offset;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(state, Plain);
        tensors.Add(new(name + State + word, backend.FromArray<byte>(json, new Shape(json.Length), ElementType.UInt8)));
        return tensors;
    }

    private static List<KeyValuePair<string, Tensor>> EightBits(string name, EightBitTensor weight)
    {
        var path = name[..(name.LastIndexOf('.') + 1)];
        return
        [
            new(name, weight.Codes),
            new(path + RowScales, weight.Scales),
            // Rows one after the other, the only order there is outside of GPUs.
            new(path + RowFormat, weight.Backend.FromArray<byte>([0], default, ElementType.UInt8)),
        ];
    }
}
