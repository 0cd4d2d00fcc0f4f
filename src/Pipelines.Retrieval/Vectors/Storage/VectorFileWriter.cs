using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Pipelines.Retrieval;

/// <summary>
/// Writes sections, each at a multiple of 64 bytes and with its checksum, then the header, then the header's length, checksum and a magic
/// number. For arrays that are mapped: checksums between the bytes, as <see cref="SectionWriter"/> puts them, would make copies necessary.
/// </summary>
internal sealed class VectorFileWriter
{
    public const int Alignment = 64;
    public const int TailLength = 8 + 4 + 8;

    private readonly Stream _stream;
    private readonly List<VectorFileSection> _sections = [];
    private PieceChecksum _checksum = new();
    private long _position;

    private VectorFileWriter(Stream stream) => _stream = stream;

    public static ReadOnlySpan<byte> Magic => "PLVECT02"u8;

    public Dictionary<string, long> Parameters { get; } = [];

    public static void Save(string path, string kind, VectorMetric metric, int dimension, Action<VectorFileWriter> write) =>
        AtomicFile.Write(path, stream =>
        {
            var writer = new VectorFileWriter(stream);
            write(writer);
            writer.Finish(kind, metric, dimension);
        });

    public void Section(string name, Action<VectorFileWriter> write)
    {
        var offset = _position;
        write(this);
        var length = _position - offset;
        Write(new byte[(int)((Alignment - _position % Alignment) % Alignment)]);
        _sections.Add(new(name, offset, length, _checksum.Value));
        _checksum = new();
    }

    public void Section<T>(string name, ReadOnlyMemory<T> values) where T : unmanaged =>
        Section(name, writer => writer.WriteValues(values.Span));

    public void WriteValues<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        const int Step = 1 << 20;
        for (; values.Length > Step; values = values[Step..])
            Write(MemoryMarshal.AsBytes(values[..Step]));
        Write(MemoryMarshal.AsBytes(values));
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _checksum.Append(bytes);
        _stream.Write(bytes);
        _position += bytes.Length;
    }

    private void Finish(string kind, VectorMetric metric, int dimension)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new VectorIndexHeader(kind, metric, dimension, Parameters, _sections));
        _stream.Write(header);
        Span<byte> tail = stackalloc byte[TailLength];
        BinaryPrimitives.WriteInt64LittleEndian(tail, header.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(tail[8..], SectionChecksum.Compute(0, header));
        Magic.CopyTo(tail[12..]);
        _stream.Write(tail);
    }
}
