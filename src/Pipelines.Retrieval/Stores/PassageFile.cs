namespace Pipelines.Retrieval;

/// <summary>Texts and metadata of a store in a file.</summary>
internal static class PassageFile
{
    private const byte TextKind = 0;
    private const byte NumberKind = 1;

    private static ReadOnlySpan<byte> Magic => "PLPASS01"u8;

    /// <summary>Writes passages by ascending ids: the same passages give the same bytes.</summary>
    public static void Save(string path, Dictionary<long, StoredPassage> passages) => AtomicFile.Write(
        path, stream => StoreFolder.Write(stream, Magic, writer =>
        {
            long[] ids = [.. passages.Keys];
            Array.Sort(ids);
            writer.Write(ids.Length);
            foreach (var id in ids)
                Write(writer, id, passages[id]);
        }));

    /// <exception cref="IndexFormatException">The file cannot be read.</exception>
    public static Dictionary<long, StoredPassage> Load(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);
            return StoreFolder.Read(stream, Magic, Read);
        }
        catch (Exception e) when (StoreFolder.IsDamage(e) || e is UnauthorizedAccessException)
        {
            throw new IndexFormatException($"These are no passages of a store, or damaged ones: {e.Message}.", path, e);
        }
    }

    private static void Write(BinaryWriter writer, long id, in StoredPassage passage)
    {
        writer.Write(id);
        writer.Write(passage.HasVector);
        writer.Write(passage.Text);
        writer.Write7BitEncodedInt(passage.Metadata.Count);
        foreach (var (key, value) in passage.Metadata)
        {
            writer.Write(key);
            writer.Write(value.IsNumber ? NumberKind : TextKind);
            if (value.Number is { } number)
                writer.Write(number);
            else
                writer.Write(value.Text!);
        }
    }

    private static Dictionary<long, StoredPassage> Read(BinaryReader reader)
    {
        var passages = new Dictionary<long, StoredPassage>();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var id = reader.ReadInt64();
            var hasVector = reader.ReadBoolean();
            var text = reader.ReadString();
            var metadata = new Dictionary<string, MetadataValue>();
            for (var pairs = reader.Read7BitEncodedInt(); pairs > 0; pairs--)
            {
                // Names come again with every passage.
                var name = reader.ReadString();
                if (!names.TryAdd(name, name))
                    name = names[name];
                metadata.Add(name, ReadValue(reader));
            }

            if (!passages.TryAdd(id, new StoredPassage(text, metadata.AsReadOnly(), hasVector)))
                throw new InvalidDataException($"the passage {id} is there twice");
        }

        return passages;
    }

    private static MetadataValue ReadValue(BinaryReader reader) => reader.ReadByte() switch
    {
        TextKind => reader.ReadString(),
        NumberKind => reader.ReadDouble(),
        var kind => throw new InvalidDataException($"there is no metadata of kind {kind}"),
    };
}
