using System.Text.Json;

namespace Pipelines.Retrieval;

/// <content>Saving and loading.</content>
public sealed partial class Bm25Index
{
    private const int Version = 1;
    private const int MostBytesAtOnce = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "PLBM25\r\n"u8;

    /// <summary>Saves the index, whole or not at all: a file that was there stays until the new one is complete.</summary>
    /// <exception cref="PipelineException">The file cannot be written; what was there before is intact.</exception>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Writes the index. Searches go on meanwhile; adding and removing wait.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Read(() =>
        {
            stream.Write(Magic);
            using var sections = new SectionWriter(stream);
            using var writer = new BinaryWriter(sections);
            WriteTo(writer);
            writer.Flush();
            sections.Complete();
            return 0;
        });
    }

    /// <summary>Opens a saved index.</summary>
    /// <exception cref="IndexFormatException">The file is not there, is damaged, or is no such index.</exception>
    public static Bm25Index Load(string path) => SectionFile.Open(path, "index", Load);

    /// <summary>Reads an index.</summary>
    /// <exception cref="IndexFormatException">It is damaged, or is no such index.</exception>
    public static Bm25Index Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Load(stream, null);
    }

    private static Bm25Index Load(Stream stream, string? path) =>
        SectionFile.Read(stream, Magic, path, "BM25 index", "Save the index again, or build it anew.", ReadFrom);

    private static Bm25Index ReadFrom(BinaryReader reader)
    {
        var version = reader.ReadInt32();
        if (version != Version)
            throw new InvalidDataException($"its version is {version}, this library reads {Version}");
        var options = JsonSerializer.Deserialize<Bm25Options>(reader.ReadString()) ?? throw new InvalidDataException("it has no options");
        var index = new InvertedIndex();
        for (var left = ReadCount(reader); left > 0; left--)
            index.AddDocument(reader.ReadInt64(), reader.Read7BitEncodedInt());
        for (var left = ReadCount(reader); left > 0; left--)
            index.AddTerm(reader.ReadString(), ReadBytes(reader));
        index.Link();
        return new Bm25Index(options, index);
    }

    private static int ReadCount(BinaryReader reader) =>
        reader.ReadInt32() is >= 0 and var count ? count : throw new InvalidDataException("a count is negative");

    // A count is not believed before the bytes are there.
    private static byte[] ReadBytes(BinaryReader reader)
    {
        var count = ReadCount(reader);
        if (count <= MostBytesAtOnce)
        {
            var bytes = reader.ReadBytes(count);
            return bytes.Length == count ? bytes : throw new EndOfStreamException("it ends in the middle");
        }

        using var all = new MemoryStream();
        while (all.Length < count)
        {
            var part = reader.ReadBytes((int)Math.Min(MostBytesAtOnce, count - all.Length));
            if (part.Length == 0)
                throw new EndOfStreamException("it ends in the middle");
            all.Write(part);
        }

        return all.ToArray();
    }

    private void WriteTo(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(JsonSerializer.Serialize(_options));
        writer.Write(_index.DocumentCount);
        var ids = _index.Ids;
        var lengths = _index.Lengths;
        for (var document = 0; document < ids.Length; document++)
        {
            if (lengths[document] < 0)
                continue;
            writer.Write(ids[document]);
            writer.Write7BitEncodedInt(lengths[document]);
        }

        writer.Write(_index.TermCount);
        foreach (var (term, list) in _index.Compacted())
        {
            writer.Write(term);
            writer.Write(list.Bytes.Length);
            writer.Write(list.Bytes);
        }
    }
}
