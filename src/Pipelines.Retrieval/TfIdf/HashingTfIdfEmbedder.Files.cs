using System.Text.Json;

namespace Pipelines.Retrieval;

/// <content>Saving and loading.</content>
public sealed partial class HashingTfIdfEmbedder
{
    private const int Version = 1;
    private const string StateFile = "tf-idf.bin";

    private static ReadOnlySpan<byte> Magic => "PLTFIDF\n"u8;

    /// <summary>Saves the embedder, whole or not at all: a file that was there stays until the new one is complete.</summary>
    /// <exception cref="PipelineException">The file cannot be written; what was there before is intact.</exception>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Writes the embedder: its options and frequencies, with a checksum.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Magic);
        using var sections = new SectionWriter(stream);
        using var writer = new BinaryWriter(sections);
        writer.Write(Version);
        writer.Write(JsonSerializer.Serialize(_options));
        writer.Write(DocumentCount);
        for (var i = 0; i < Dimension && DocumentCount > 0; i++)
            writer.Write7BitEncodedInt(_frequencies[i]);
        writer.Flush();
        sections.Complete();
    }

    /// <summary>Opens a saved embedder.</summary>
    /// <exception cref="IndexFormatException">The file is not there, is damaged, or is no such embedder.</exception>
    public static HashingTfIdfEmbedder Load(string path) => SectionFile.Open(path, "embedder", Load);

    /// <summary>Reads an embedder.</summary>
    /// <exception cref="IndexFormatException">It is damaged, or is no such embedder.</exception>
    public static HashingTfIdfEmbedder Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Load(stream, null);
    }

    void ISavableTextEmbedder.Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var stream = context.CreateFile(StateFile);
        Save(stream);
    }

    internal static HashingTfIdfEmbedder Load(ModelLoadContext context)
    {
        using var stream = context.OpenFile(StateFile);
        return Load(stream, StateFile);
    }

    private static HashingTfIdfEmbedder Load(Stream stream, string? path) =>
        SectionFile.Read(stream, Magic, path, "TF-IDF embedder", "Save it again, or fit it anew.", ReadFrom);

    private static HashingTfIdfEmbedder ReadFrom(BinaryReader reader)
    {
        var version = reader.ReadInt32();
        if (version != Version)
            throw new InvalidDataException($"its version is {version}, this library reads {Version}");
        var options = JsonSerializer.Deserialize<HashingTfIdfOptions>(reader.ReadString())
            ?? throw new InvalidDataException("it has no options");
        OptionsValidation.Validated(options);
        var count = reader.ReadInt64();
        if (count < 0)
            throw new InvalidDataException("the number of passages is negative");
        if (count == 0)
            return new HashingTfIdfEmbedder(options, 0, null);
        var frequencies = new int[options.Dimension];
        for (var i = 0; i < frequencies.Length; i++)
        {
            frequencies[i] = reader.Read7BitEncodedInt();
            if (frequencies[i] < 0 || frequencies[i] > count)
                throw new InvalidDataException("a frequency is out of range");
        }

        return new HashingTfIdfEmbedder(options, count, frequencies);
    }
}
