using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Pipelines.Retrieval.Postgres;

/// <summary>
/// Passages in the binary format of COPY: a header, for each row the number of its fields and each field with its length before it, and an
/// end. Numbers have the highest byte first. Written by hand because pgvector's type is unknown to Npgsql.
/// </summary>
internal sealed class PassageCopy(Stream output, StoreLayout layout)
{
    private const int FlushAt = 1 << 16;
    private const byte JsonbVersion = 1;

    private static readonly byte[] s_header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly ArrayBufferWriter<byte> _buffer = new(FlushAt * 2);
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly float[] _vector = new float[layout.Dimension];

    public void Begin() => _buffer.Write(s_header);

    public void Add(Passage passage)
    {
        WriteInt16((short)(layout.Dimension > 0 ? 4 : 3));
        WriteInt32(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(_buffer.GetSpan(sizeof(long)), passage.Id);
        _buffer.Advance(sizeof(long));

        var length = Encoding.UTF8.GetByteCount(passage.Text);
        WriteInt32(length);
        _buffer.Advance(Encoding.UTF8.GetBytes(passage.Text, _buffer.GetSpan(length)));

        _json.ResetWrittenCount();
        MetadataJson.Write(_json, passage.Metadata);
        WriteInt32(_json.WrittenCount + 1);
        _buffer.Write([JsonbVersion]);
        _buffer.Write(_json.WrittenSpan);

        if (layout.Dimension > 0)
            WriteVector(passage.Vector.Span);
        if (_buffer.WrittenCount >= FlushAt)
            Flush();
    }

    public void End()
    {
        WriteInt16(-1);
        Flush();
    }

    private void WriteVector(ReadOnlySpan<float> vector)
    {
        if (vector.IsEmpty)
        {
            WriteInt32(-1);
            return;
        }

        if (layout.Metric == VectorMetric.Cosine)
        {
            UnitVector.Scale(vector, _vector);
            vector = _vector;
        }

        var size = vector.Length * sizeof(float);
        if (layout.UsesExtension)
        {
            WriteInt32(size + sizeof(int));
            WriteInt16((short)vector.Length);
            WriteInt16(0);
            var target = _buffer.GetSpan(size);
            for (var i = 0; i < vector.Length; i++)
                BinaryPrimitives.WriteSingleBigEndian(target[(i * sizeof(float))..], vector[i]);
        }
        else
        {
            WriteInt32(size);
            var target = _buffer.GetSpan(size);
            for (var i = 0; i < vector.Length; i++)
                BinaryPrimitives.WriteSingleLittleEndian(target[(i * sizeof(float))..], vector[i]);
        }

        _buffer.Advance(size);
    }

    private void WriteInt16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.GetSpan(sizeof(short)), value);
        _buffer.Advance(sizeof(short));
    }

    private void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.GetSpan(sizeof(int)), value);
        _buffer.Advance(sizeof(int));
    }

    private void Flush()
    {
        output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
