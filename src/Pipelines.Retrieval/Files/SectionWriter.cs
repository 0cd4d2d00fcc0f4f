using System.Buffers.Binary;

namespace Pipelines.Retrieval;

/// <summary>
/// Writes bytes in sections with checksums; complete only after <see cref="Complete"/>. For what is written and read from front to back, in
/// a stream that may be part of another; arrays that are mapped are <see cref="VectorFileWriter"/>'s.
/// </summary>
internal sealed class SectionWriter(Stream target) : Stream
{
    private readonly byte[] _buffer = new byte[SectionChecksum.HeaderSize + SectionChecksum.MaximumSection];
    private int _length;
    private uint _checksum;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var part = Math.Min(buffer.Length, SectionChecksum.MaximumSection - _length);
            buffer[..part].CopyTo(_buffer.AsSpan(SectionChecksum.HeaderSize + _length));
            buffer = buffer[part..];
            _length += part;
            if (_length == SectionChecksum.MaximumSection)
                WriteSection();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes what is left and the end.</summary>
    public void Complete()
    {
        if (_length > 0)
            WriteSection();
        WriteSection();
    }

    // A section goes out when it is full, not when somebody flushes: the same bytes whatever the calls were.
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void WriteSection()
    {
        _checksum = SectionChecksum.Compute(_checksum, _buffer.AsSpan(SectionChecksum.HeaderSize, _length));
        BinaryPrimitives.WriteInt32LittleEndian(_buffer, _length);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(4), _checksum);
        target.Write(_buffer, 0, SectionChecksum.HeaderSize + _length);
        _length = 0;
    }
}
