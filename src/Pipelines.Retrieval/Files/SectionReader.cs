using System.Buffers.Binary;

namespace Pipelines.Retrieval;

/// <summary>Reads what <see cref="SectionWriter"/> wrote; no byte comes out of a section whose checksum is wrong.</summary>
internal sealed class SectionReader(Stream source) : Stream
{
    private readonly byte[] _buffer = new byte[SectionChecksum.MaximumSection];
    private readonly byte[] _header = new byte[SectionChecksum.HeaderSize];
    private int _length;
    private int _position;
    private uint _checksum;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">A checksum is wrong, or the file ends in the middle.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || (_position == _length && !ReadSection()))
            return 0;
        var part = Math.Min(buffer.Length, _length - _position);
        _buffer.AsSpan(_position, part).CopyTo(buffer);
        _position += part;
        return part;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Makes sure that all was read and nothing follows.</summary>
    /// <exception cref="InvalidDataException">Something is left.</exception>
    public void Complete()
    {
        if (_position != _length || ReadSection() || source.ReadByte() >= 0)
            throw new InvalidDataException("more follows where the end was expected");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool ReadSection()
    {
        if (_ended)
            return false;
        if (source.ReadAtLeast(_header, _header.Length, throwOnEndOfStream: false) < _header.Length)
            throw new InvalidDataException("it ends in the middle");
        (_position, _length) = (0, BinaryPrimitives.ReadInt32LittleEndian(_header));
        if (_length is < 0 or > SectionChecksum.MaximumSection)
            throw new InvalidDataException("the length of a section is out of range");
        if (source.ReadAtLeast(_buffer.AsSpan(0, _length), _length, throwOnEndOfStream: false) < _length)
            throw new InvalidDataException("it ends in the middle");
        _checksum = SectionChecksum.Compute(_checksum, _buffer.AsSpan(0, _length));
        if (_checksum != BinaryPrimitives.ReadUInt32LittleEndian(_header.AsSpan(4)))
            throw new InvalidDataException("a checksum is wrong");
        _ended = _length == 0;
        return !_ended;
    }
}
