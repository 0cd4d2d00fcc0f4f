using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace Pipelines.Tensors;

/// <summary>Reads the header of a safetensors file with all the checks of the reference implementation.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The bytes before the header: its length.</summary>
    public const int PrefixSize = 8;

    /// <summary>The longest header that is accepted, as in the reference implementation.</summary>
    public const long MaximumSize = 100_000_000;

    /// <summary>The name that holds the metadata instead of a tensor.</summary>
    public const string MetadataName = "__metadata__";

    private readonly string _path;
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(string path) => _path = path;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    /// <summary>The metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Reads the length of the header.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="prefix">The file's first bytes; fewer than eight if the file is shorter.</param>
    /// <param name="fileSize">The size of the file.</param>
    public static int ReadSize(string path, ReadOnlySpan<byte> prefix, long fileSize)
    {
        if (prefix.Length < PrefixSize)
            throw new TensorFormatException(path, null, $"the file has {fileSize} bytes; a safetensors file has at least {PrefixSize}.");
        var size = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (size > MaximumSize)
        {
            throw new TensorFormatException(
                path, null,
                $"the header's length is given as {size} bytes; at most {MaximumSize} are accepted. Is this a safetensors file?");
        }

        if ((long)size > fileSize - PrefixSize)
        {
            throw new TensorFormatException(
                path, null, $"the header's length is given as {size} bytes, but only {fileSize - PrefixSize} follow. Is the file cut off?");
        }

        return (int)size;
    }

    /// <summary>Reads a header and checks that the tensors fill the data exactly.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="json">The header.</param>
    /// <param name="dataSize">How many bytes follow it.</param>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long dataSize)
    {
        var header = new SafetensorsHeader(path);
        if (!Utf8.IsValid(json))
            throw new TensorFormatException(path, null, "the header is not valid UTF-8.");
        try
        {
            header.ReadJson(json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new TensorFormatException(path, null, $"the header is not the JSON that was expected: {error.Message}", error);
        }

        header.CheckLayout(dataSize);
        return header;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
            throw new JsonException($"{what} is {reader.TokenType}; {type} was expected.");
    }

    private void ReadJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject, "the header");
        var hasMetadata = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == MetadataName)
            {
                if (hasMetadata)
                    throw new TensorFormatException(_path, null, $"the header has '{MetadataName}' twice.");
                hasMetadata = true;
                ReadMetadata(ref reader);
            }
            else
            {
                var entry = ReadEntry(ref reader, name);
                if (!_entries.TryAdd(name, entry))
                    throw new TensorFormatException(_path, name, "the header names it twice.");
            }
        }

        reader.Read(); // throws if anything but white space follows
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        Expect(ref reader, JsonTokenType.StartObject, MetadataName);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            reader.Read();
            Expect(ref reader, JsonTokenType.String, $"{MetadataName}.{key}");
            if (!_metadata.TryAdd(key, reader.GetString()!))
                throw new TensorFormatException(_path, null, $"the metadata has '{key}' twice.");
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"'{name}'");
        string? type = null;
        long[]? extents = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString();
            reader.Read();
            switch (key)
            {
                case "dtype" when type is null:
                    Expect(ref reader, JsonTokenType.String, $"'{name}'.dtype");
                    type = reader.GetString();
                    break;
                case "shape" when extents is null:
                    extents = ReadNumbers(ref reader, name, "shape");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, name, "data_offsets");
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw new TensorFormatException(_path, name, $"the header gives its {key} twice.");
                default:
                    reader.Skip();
                    break;
            }
        }

        if (type is null || extents is null || offsets is not { Length: 2 })
            throw new TensorFormatException(_path, name, "the header must give a dtype, a shape and two data_offsets.");
        if (!SafetensorsTypes.TryParse(type, out var parsed))
            throw new TensorFormatException(_path, name, $"the dtype '{type}' is unknown; known are {SafetensorsTypes.All}.");
        return MakeEntry(name, parsed, extents, offsets[0], offsets[1]);
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string name, string what)
    {
        Expect(ref reader, JsonTokenType.StartArray, $"'{name}'.{what}");
        List<long> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw new JsonException($"'{name}'.{what} must hold whole numbers of at least 0 and at most {long.MaxValue}.");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private SafetensorsEntry MakeEntry(string name, SafetensorsType type, long[] extents, long start, long end)
    {
        long bytes = type.ByteSize();
        try
        {
            // An empty dimension does not excuse the others from fitting.
            foreach (var extent in extents)
                bytes = checked(bytes * extent);
        }
        catch (OverflowException error)
        {
            throw new TensorFormatException(_path, name, $"the shape [{string.Join(", ", extents)}] overflows.", error);
        }

        if (end < start)
            throw new TensorFormatException(_path, name, $"its data ends ({end}) before it starts ({start}).");
        if (end - start != bytes)
        {
            throw new TensorFormatException(
                _path, name, $"{type.Name()} [{string.Join(", ", extents)}] takes {bytes} bytes, but its data_offsets span {end - start}.");
        }

        return new SafetensorsEntry(name, type, extents, start, bytes);
    }

    private void CheckLayout(long dataSize)
    {
        var sorted = new SafetensorsEntry[_entries.Count];
        _entries.Values.CopyTo(sorted, 0);
        Array.Sort(sorted, static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.ByteCount.CompareTo(b.ByteCount));
        long end = 0;
        foreach (var entry in sorted)
        {
            if (entry.Offset != end)
            {
                throw new TensorFormatException(
                    _path, entry.Name, $"its data starts at {entry.Offset}, but the data before it ends at {end}: " +
                    (entry.Offset < end ? "tensors must not overlap." : "there must be no hole."));
            }

            end = checked(end + entry.ByteCount);
        }

        if (end != dataSize)
        {
            throw new TensorFormatException(
                _path, null, $"the tensors take {end} bytes, but {dataSize} follow the header" +
                (end > dataSize ? ": the file is cut off." : ": there must be no trailing bytes."));
        }
    }
}
