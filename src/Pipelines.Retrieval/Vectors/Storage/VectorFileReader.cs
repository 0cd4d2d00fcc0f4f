using System.Buffers.Binary;
using System.Text.Json;

namespace Pipelines.Retrieval;

/// <summary>Reads what <see cref="VectorFileWriter"/> wrote; the checksum of every byte is compared before anything is used.</summary>
internal sealed unsafe class VectorFileReader
{
    private readonly MappedFile _file;
    private readonly Dictionary<string, VectorFileSection> _sections = [];

    private VectorFileReader(string path, MappedFile file, VectorIndexHeader header)
    {
        Path = path;
        _file = file;
        Header = header;
    }

    public string Path { get; }

    public VectorIndexHeader Header { get; }

    /// <summary>Keeps the memory of <see cref="Pointer"/>.</summary>
    public object Owner => _file;

    public static VectorFileReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var file = new MappedFile(path);
            var reader = new VectorFileReader(path, file, ReadHeader(path, file, out var end));
            reader.CheckSections(end);
            return reader;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IndexFormatException($"the file cannot be read: {e.Message}", path, e);
        }
    }

    public IndexFormatException Error(string message) => new(message + " Save the index again.", Path);

    /// <summary>A parameter in a range.</summary>
    public int Parameter(string name, int minimum = 0, int maximum = int.MaxValue)
    {
        if (!Header.Parameters.TryGetValue(name, out var value) || value < minimum || value > maximum)
            throw Error($"the header's '{name}' is missing or not from {minimum} to {maximum}.");
        return (int)value;
    }

    /// <summary>A section of so many values.</summary>
    public T* Pointer<T>(string name, long count) where T : unmanaged
    {
        if (!_sections.TryGetValue(name, out var section) || section.Length / sizeof(T) != count || section.Length % sizeof(T) != 0)
            throw Error($"the section '{name}' is missing or not {count} values of {sizeof(T)} bytes.");
        return (T*)(_file.Start + section.Offset);
    }

    public T[] Values<T>(string name, long count) where T : unmanaged =>
        new ReadOnlySpan<T>(Pointer<T>(name, count), checked((int)count)).ToArray();

    private static VectorIndexHeader ReadHeader(string path, MappedFile file, out long end)
    {
        const int TailLength = VectorFileWriter.TailLength;
        if (file.Length < TailLength)
            throw new IndexFormatException("the file is too short for a vector index.", path);
        var tail = new ReadOnlySpan<byte>(file.Start + file.Length - TailLength, TailLength);
        if (!tail[^8..].SequenceEqual(VectorFileWriter.Magic))
            throw new IndexFormatException("the file is not a vector index, is cut off, or is of a later version.", path);
        var length = BinaryPrimitives.ReadInt64LittleEndian(tail);
        end = file.Length - TailLength - length;
        if (length is <= 0 or > 1 << 20 || end < 0)
            throw new IndexFormatException("the length of the header is damaged. Save the index again.", path);
        var bytes = new ReadOnlySpan<byte>(file.Start + end, (int)length);
        if (SectionChecksum.Compute(0, bytes) != BinaryPrimitives.ReadUInt32LittleEndian(tail[8..]))
            throw new IndexFormatException("the header is damaged: its checksum differs. Save the index again.", path);
        try
        {
            var header = JsonSerializer.Deserialize<VectorIndexHeader>(bytes);
            if (header is { Kind: not null, Parameters: not null, Sections: not null, Dimension: >= 1 and <= VectorIndex.LargestDimension }
                && Enum.IsDefined(header.Metric))
            {
                return header;
            }
        }
        catch (JsonException e)
        {
            throw new IndexFormatException("the header is not JSON of this version.", path, e);
        }

        throw new IndexFormatException("the header is incomplete.", path);
    }

    private void CheckSections(long end)
    {
        var offset = 0L;
        foreach (var section in Header.Sections)
        {
            const int Alignment = VectorFileWriter.Alignment;
            if (section is not { Name: not null, Length: >= 0 } || section.Offset != offset || section.Length > end - offset)
                throw Error("a section lies outside the file.");
            var next = offset + (section.Length + Alignment - 1) / Alignment * Alignment;
            if (next > end || !_sections.TryAdd(section.Name, section))
                throw Error($"the section '{section.Name}' lies outside the file or is there twice.");
            if (PieceChecksum.Compute(_file.Start + offset, next - offset) != section.Checksum)
                throw Error($"the section '{section.Name}' is damaged: its checksum differs.");
            offset = next;
        }

        if (offset != end)
            throw Error("there are bytes that belong to no section.");
    }
}
