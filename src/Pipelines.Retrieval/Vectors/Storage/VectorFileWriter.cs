using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Pipelines.Retrieval;

/// <summary>
/// Writes sections, each at a multiple of 64 bytes and with its hash, then the header, then the header's length, hash and a magic number.
/// </summary>
internal sealed class VectorFileWriter : IDisposable
{
    public const int Alignment = 64;
    public const int TailLength = 8 + 32 + 8;

    private readonly Stream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<VectorFileSection> _sections = [];
    private long _position;

    private VectorFileWriter(Stream stream) => _stream = stream;

    public static ReadOnlySpan<byte> Magic => "PLVECT01"u8;

    public Dictionary<string, long> Parameters { get; } = [];

    public static void Save(string path, string kind, VectorMetric metric, int dimension, Action<VectorFileWriter> write) =>
        AtomicFile.Write(path, stream =>
        {
            using var writer = new VectorFileWriter(stream);
            write(writer);
            writer.Finish(kind, metric, dimension);
        });

    public void Section(string name, Action<VectorFileWriter> write)
    {
        var offset = _position;
        write(this);
        var length = _position - offset;
        Write(new byte[(int)((Alignment - _position % Alignment) % Alignment)]);
        _sections.Add(new(name, offset, length, Convert.ToHexStringLower(_hash.GetHashAndReset())));
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
        _hash.AppendData(bytes);
        _stream.Write(bytes);
        _position += bytes.Length;
    }

    public void Dispose() => _hash.Dispose();

    private void Finish(string kind, VectorMetric metric, int dimension)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new VectorIndexHeader(kind, metric, dimension, Parameters, _sections));
        _stream.Write(header);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        _stream.Write(length);
        _stream.Write(SHA256.HashData(header));
        _stream.Write(Magic);
    }
}
