using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Pipelines.Tensors;

/// <summary>
/// Writes safetensors files, byte for byte as the reference implementation does: tensors by element type (largest alignment first) and
/// then name, the header padded to eight bytes. Metadata is sorted by key.
/// </summary>
public static class SafetensorsWriter
{
    private const int ChunkElements = 1 << 20;

    /// <summary>
    /// Writes a file. It is written beside its place under a temporary name, flushed to disk and then renamed, so that at no time a
    /// half-written file has the name; if anything fails, what was there before remains.
    /// </summary>
    /// <param name="path">The file, which may exist.</param>
    /// <param name="tensors">The tensors by name, of any shape.</param>
    /// <param name="metadata">Notes for the reader; null for none.</param>
    /// <param name="floatType">How Float32 tensors are stored: Float32, BFloat16 or Float16.</param>
    /// <exception cref="ArgumentException">A name occurs twice, is no valid text, or is <c>__metadata__</c>.</exception>
    /// <exception cref="IOException">The file cannot be written: the folder is missing or read-only, the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null,
        ElementType floatType = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Write(path, tensors.Select(static t => new SafetensorsItem(t.Key, t.Value)), metadata, floatType);
    }

    /// <summary>As the form with names and tensors; some may be written transposed.</summary>
    /// <inheritdoc cref="Write(string, IEnumerable{KeyValuePair{string, Tensor}}, IReadOnlyDictionary{string, string}?, ElementType)"/>
    [OverloadResolutionPriority(-1)]
    public static void Write(
        string path, IEnumerable<SafetensorsItem> tensors, IReadOnlyDictionary<string, string>? metadata = null,
        ElementType floatType = ElementType.Float32)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        var full = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                Write(stream, tensors, metadata, floatType);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }
    }

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensors">The tensors by name, of any shape.</param>
    /// <param name="metadata">Notes for the reader; null for none.</param>
    /// <param name="floatType">How Float32 tensors are stored: Float32, BFloat16 or Float16.</param>
    /// <exception cref="ArgumentException">A name occurs twice, is no valid text, or is <c>__metadata__</c>.</exception>
    public static void Write(
        Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null,
        ElementType floatType = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Write(stream, tensors.Select(static t => new SafetensorsItem(t.Key, t.Value)), metadata, floatType);
    }

    /// <summary>As the form with names and tensors; some may be written transposed.</summary>
    /// <inheritdoc cref="Write(Stream, IEnumerable{KeyValuePair{string, Tensor}}, IReadOnlyDictionary{string, string}?, ElementType)"/>
    [OverloadResolutionPriority(-1)]
    public static void Write(
        Stream stream, IEnumerable<SafetensorsItem> tensors, IReadOnlyDictionary<string, string>? metadata = null,
        ElementType floatType = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        if (floatType is not (ElementType.Float32 or ElementType.BFloat16 or ElementType.Float16))
            throw new ArgumentOutOfRangeException(nameof(floatType), floatType, "Float32, BFloat16 or Float16 was expected.");
        var items = Sort(tensors, floatType);
        stream.Write(Header(items, metadata));
        var chunk = new byte[ChunkElements * sizeof(float)];
        foreach (var item in items)
        {
            if (item.IsTransposed)
                WriteTransposed(stream, item, chunk);
            else
                WriteData(stream, item, chunk);
        }
    }

    /// <summary>Removes what a failed attempt left; the error that is on its way matters more than one from here.</summary>
    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static List<Item> Sort(IEnumerable<SafetensorsItem> tensors, ElementType floatType)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        List<Item> items = [];
        foreach (var item in tensors)
        {
            var (name, tensor, isTransposed) = item;
            if (name == SafetensorsHeader.MetadataName)
                throw new ArgumentException($"No tensor can be named '{name}'.", nameof(tensors));
            if (!names.Add(name))
                throw new ArgumentException($"Two tensors are named '{name}'.", nameof(tensors));
            var isMatrix = tensor.Shape.Rank == 2 && tensor.ElementType is ElementType.Float32 or ElementType.BFloat16;
            if (isTransposed && !isMatrix)
                throw new ArgumentException(
                    $"'{name}' cannot be transposed: it is {tensor.ElementType} {tensor.Shape}, "
                        + "no matrix of Float32 or BFloat16.", nameof(tensors));
            var type = tensor.ElementType == ElementType.Float32 && !item.KeepsType ? floatType : tensor.ElementType;
            items.Add(new Item(name, Utf8(name), tensor, type, isTransposed));
        }

        items.Sort(static (a, b) =>
        {
            var byType = SafetensorsTypes.FromElementType(b.Type).CompareTo(SafetensorsTypes.FromElementType(a.Type));
            return byType != 0 ? byType : a.Bytes.AsSpan().SequenceCompareTo(b.Bytes);
        });
        return items;
    }

    private static byte[] Utf8(string text)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException($"'{text}' has half of a surrogate pair and cannot be written.", error);
        }
    }

    private static byte[] Header(List<Item> items, IReadOnlyDictionary<string, string>? metadata)
    {
        var json = new StringBuilder("{");
        if (metadata is not null)
        {
            json.Append('"').Append(SafetensorsHeader.MetadataName).Append("\":{");
            foreach (var key in metadata.Keys.Order(StringComparer.Ordinal))
            {
                json.Append(json[^1] == '{' ? "" : ",");
                AppendText(json, key).Append(':');
                AppendText(json, metadata[key]);
            }

            json.Append('}');
        }

        long offset = 0;
        foreach (var item in items)
        {
            json.Append(json.Length == 1 ? "" : ",");
            var type = SafetensorsTypes.FromElementType(item.Type).Name();
            AppendText(json, item.Name).Append(CultureInfo.InvariantCulture, $":{{\"dtype\":\"{type}\",\"shape\":[");
            var rank = item.Tensor.Shape.Rank;
            for (var i = 0; i < rank; i++)
                json.Append(i == 0 ? "" : ",").Append(
                    CultureInfo.InvariantCulture, $"{item.Tensor.Shape[item.IsTransposed ? rank - 1 - i : i]}");
            json.Append(CultureInfo.InvariantCulture, $"],\"data_offsets\":[{offset},{offset + item.ByteCount}]}}");
            offset += item.ByteCount;
        }

        var text = Utf8(json.Append('}').ToString());
        var size = (text.Length + 7) / 8 * 8;
        if (size > SafetensorsHeader.MaximumSize)
        {
            throw new ArgumentException(
                $"The header would have {size} bytes; readers accept at most {SafetensorsHeader.MaximumSize}. " +
                "Use fewer tensors or less metadata.");
        }

        var header = new byte[SafetensorsHeader.PrefixSize + size];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)size);
        text.CopyTo(header, SafetensorsHeader.PrefixSize);
        header.AsSpan(SafetensorsHeader.PrefixSize + text.Length).Fill((byte)' ');
        return header;
    }

    /// <summary>A JSON string with no more escapes than the reference implementation's.</summary>
    private static StringBuilder AppendText(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => json.Append(c),
            };
        }

        return json.Append('"');
    }

    private static void WriteData(Stream stream, Item item, byte[] chunk)
    {
        var sourceSize = item.Tensor.ElementType.ByteSize();
        var targetSize = item.Type.ByteSize();
        for (long first = 0; first < item.Tensor.ElementCount; first += ChunkElements)
        {
            var count = (int)Math.Min(ChunkElements, item.Tensor.ElementCount - first);
            var source = item.Tensor.Storage.HostBytes(first * sourceSize, count * sourceSize);
            if (item.Type == item.Tensor.ElementType)
            {
                stream.Write(source);
                continue;
            }

            var target = chunk.AsSpan(0, count * targetSize);
            ElementConversion.Convert(source, item.Tensor.ElementType, target, item.Type);
            stream.Write(target);
        }
    }

    /// <summary>Gathers some of the tensor's columns at a time, which are rows in the file.</summary>
    private static void WriteTransposed(Stream stream, Item item, byte[] chunk)
    {
        var (rows, columns) = (item.Tensor.Shape[0], item.Tensor.Shape[1]);
        if (rows == 0 || columns == 0)
            return;
        var width = Math.Clamp(ChunkElements / rows, 1, columns);
        var gathered = new float[checked(width * rows)];
        var size = item.Tensor.ElementType.ByteSize();
        var values = new float[width];
        for (var first = 0; first < columns; first += width)
        {
            var count = Math.Min(width, columns - first);
            for (var row = 0; row < rows; row++)
            {
                var source = item.Tensor.Storage.HostBytes((((long)row * columns) + first) * size, count * size);
                ElementConversion.Convert(
                    source, item.Tensor.ElementType, MemoryMarshal.AsBytes(values.AsSpan(0, count)), ElementType.Float32);
                for (var column = 0; column < count; column++)
                    gathered[(column * rows) + row] = values[column];
            }

            for (var start = 0; start < count * rows; start += ChunkElements)
            {
                var length = Math.Min(ChunkElements, (count * rows) - start);
                var target = chunk.AsSpan(0, length * item.Type.ByteSize());
                ElementConversion.Convert(MemoryMarshal.AsBytes(gathered.AsSpan(start, length)), ElementType.Float32, target, item.Type);
                stream.Write(target);
            }
        }
    }

    private readonly record struct Item(string Name, byte[] Bytes, Tensor Tensor, ElementType Type, bool IsTransposed)
    {
        public long ByteCount => Tensor.ElementCount * Type.ByteSize();
    }
}
