using System.Text.Json;
using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>The quantized weights that files hold in bitsandbytes' layout.</summary>
internal sealed class StoredQuantization
{
    // A quantized state is a few dozen words.
    private const int LargestState = 1 << 16;

    private readonly ModelWeights _file;
    private readonly Dictionary<string, StoredWeight> _weights = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);

    /// <summary>Finds and checks them; reads the maps and descriptions alone.</summary>
    /// <exception cref="TensorFormatException">A part is missing or wrong.</exception>
    public StoredQuantization(ModelWeights file)
    {
        _file = file;
        foreach (var name in file.Names)
        {
            var state = name.IndexOf(BitsAndBytes.State, StringComparison.Ordinal);
            if (state > 0)
                AddDescribed(name, name[..state]);
            else if (name.EndsWith("." + BitsAndBytes.RowScales, StringComparison.Ordinal))
                AddEightBits(name, name[..^BitsAndBytes.RowScales.Length]);
        }

        foreach (var name in file.Names)
        {
            if (name.EndsWith(BitsAndBytes.Scales, StringComparison.Ordinal) && !IsPart(name)
                && name[..^BitsAndBytes.Scales.Length] is var codes && file.Contains(codes) && file[codes].Type == SafetensorsType.UInt8)
            {
                throw Error(codes, $"it is a quantized weight, but there is no '{codes}{BitsAndBytes.State}…' that describes it. "
                    + "Is the file whole?");
            }
        }
    }

    /// <summary>The weights.</summary>
    public IReadOnlyCollection<StoredWeight> Weights => _weights.Values;

    /// <summary>The weight whose codes a tensor is; null where it is a tensor like others.</summary>
    public StoredWeight? Find(string tensor) => _weights.GetValueOrDefault(tensor);

    /// <summary>Whether a tensor belongs to a quantized weight and is not its codes.</summary>
    public bool IsPart(string tensor) => _parts.Contains(tensor);

    private void AddDescribed(string stateName, string name)
    {
        try
        {
            AddFourBits(stateName, name);
        }
        catch (InvalidOperationException e)
        {
            // A value of another kind than was asked for.
            throw Error(stateName, $"it is not as it should be: {e.Message} Is the file damaged?");
        }
    }

    private void AddFourBits(string stateName, string name)
    {
        var word = stateName[(name.Length + BitsAndBytes.State.Length)..];
        var type = word switch
        {
            "nf4" => QuantizationType.Nf4,
            "fp4" => QuantizationType.Fp4,
            _ => throw Error(stateName, $"'{word}' is no type that is known here; nf4 and fp4 are."),
        };
        using var json = ParseState(stateName);
        var state = json.RootElement;
        if (!state.TryGetProperty("quant_type", out var said) || said.ValueKind != JsonValueKind.String || said.GetString() != word)
            throw Error(stateName, $"quant_type is not '{word}' as its name has it. Is the file damaged?");
        var shape = ReadShape(stateName, state);
        var isNested = state.TryGetProperty("nested_blocksize", out _);
        var options = new QuantizationOptions
        {
            Type = type,
            BlockSize = Number(stateName, state, "blocksize"),
            DoubleQuantization = isNested,
            NestedBlockSize = isNested ? Number(stateName, state, "nested_blocksize") : 256,
        };
        var offset = 0f;
        if (isNested && !(state.TryGetProperty("nested_offset", out var value) && value.TryGetSingle(out offset) && float.IsFinite(offset)))
            throw Error(stateName, "nested_offset is missing or no finite number. Is the file damaged?");
        var blocks = DivideUp(shape.ElementCount, options.BlockSize);
        Require(name, SafetensorsType.UInt8, DivideUp(shape.ElementCount, 2));
        Require(name + BitsAndBytes.Scales, isNested ? SafetensorsType.UInt8 : SafetensorsType.Float32, blocks);
        RequireMap(name + BitsAndBytes.Map, FourBitCodeBook.Of(type == QuantizationType.Fp4 ? FourBitType.Fp4 : FourBitType.Nf4).Values);
        _parts.UnionWith([stateName, name + BitsAndBytes.Scales, name + BitsAndBytes.Map]);
        if (isNested)
        {
            Require(name + BitsAndBytes.NestedScales, SafetensorsType.Float32, DivideUp(blocks, options.NestedBlockSize));
            RequireMap(name + BitsAndBytes.NestedMap, DynamicMap.Signed.Codes);
            _parts.UnionWith([name + BitsAndBytes.NestedScales, name + BitsAndBytes.NestedMap]);
        }

        if (!_weights.TryAdd(name, new StoredWeight(name, shape, options, offset)))
            throw Error(name, "there are two descriptions of it. Is the file damaged?");
    }

    private void AddEightBits(string scales, string path)
    {
        var name = path + "weight";
        if (!_file.Contains(name) || _file[name].Type != SafetensorsType.Int8)
            throw Error(scales, $"it holds the scales of '{name}', which is missing or does not hold signed bytes. Is the file whole?");
        var extents = _file[name].Extents;
        if (extents.Length != 2 || extents[0] > int.MaxValue || extents[1] > int.MaxValue)
            throw Error(name, $"it is [{string.Join(", ", extents.ToArray())}]; a matrix was expected.");
        Require(scales, SafetensorsType.Float32, extents[0]);
        var format = path + BitsAndBytes.RowFormat;
        if (_file.Contains(format))
        {
            Require(format, SafetensorsType.UInt8, 1);
            if (_file.FileOf(format).GetBytes(format)[0] != 0)
                throw Error(format, "the codes are in the order of a GPU's tiles. "
                    + "Save the model with bitsandbytes 0.43 or later, which writes rows.");
            _parts.Add(format);
        }

        _parts.Add(scales);
        _weights.Add(name, new StoredWeight(
            name, new Shape((int)extents[0], (int)extents[1]), new QuantizationOptions { Type = QuantizationType.Int8 }, 0f));
    }

    private JsonDocument ParseState(string name)
    {
        if (_file[name].ByteCount > LargestState)
            throw Error(name, $"it has {_file[name].ByteCount} bytes; a short description in JSON was expected. Is the file damaged?");
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(_file.FileOf(name).GetBytes(name).ToArray());
        }
        catch (JsonException e)
        {
            throw Error(name, $"it is no JSON: {e.Message} Is the file damaged?");
        }

        if (json.RootElement.ValueKind == JsonValueKind.Object)
            return json;
        json.Dispose();
        throw Error(name, "it is no JSON object. Is the file damaged?");
    }

    private Shape ReadShape(string name, JsonElement state)
    {
        if (state.TryGetProperty("shape", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 2
            && list[0].TryGetInt32(out var rows) && list[1].TryGetInt32(out var columns) && rows > 0 && columns > 0)
        {
            return new Shape(rows, columns);
        }

        throw Error(name, "shape is not that of a matrix. Is the file damaged?");
    }

    private int Number(string name, JsonElement state, string key) =>
        state.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            && number is >= 2 and <= 4096
            ? number
            : throw Error(name, $"{key} is missing or not from 2 to 4096. Is the file damaged?");

    private void Require(string name, SafetensorsType type, long count)
    {
        if (!_file.Contains(name))
            throw Error(name, "it is missing: it belongs to a quantized weight. Is the file whole?");
        var entry = _file[name];
        if (entry.Type != type || entry.ElementCount != count)
        {
            throw Error(
                name, $"it holds {entry.ElementCount} of {entry.Type}; "
                    + $"{count} of {type} were expected by the quantized weight's shape and blocks.");
        }
    }

    private void RequireMap(string name, ReadOnlySpan<float> expected)
    {
        Require(name, SafetensorsType.Float32, expected.Length);
        var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(_file.FileOf(name).GetBytes(name));
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(values[i] - expected[i]) <= 1e-6f))
                throw Error(name, $"the value of code {i} is {values[i]}, not {expected[i]}: a data type of one's own is not read.");
        }
    }

    private TensorFormatException Error(string name, string message) =>
        new(_file.Contains(name) ? _file.FileOf(name).Path : _file.Path, name, message);

    private static long DivideUp(long count, long size) => (count + size - 1) / size;
}
