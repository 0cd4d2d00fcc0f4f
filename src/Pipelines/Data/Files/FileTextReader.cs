using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Pipelines;

/// <summary>
/// Decodes a file piece by piece, and refuses what is not text: bytes that the encoding does not know, and NUL characters, which no text
/// file has. A byte order mark decides the encoding; without one it is UTF-8, or the one asked for.
/// </summary>
internal sealed class FileTextReader : IDisposable
{
    private const int BufferSize = 1 << 16;
    private readonly FileStream _stream;
    private readonly string _path;
    private readonly Decoder? _decoder;
    private byte[]? _bytes = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _start;
    private int _end;
    private long _offset;
    private bool _ended;

    public FileTextReader(SourceFile file, Encoding? encoding)
    {
        _path = file.FullPath;
        _stream = file.Open();
        try
        {
            FillBytes();
            var (marked, length) = DetectMark(_bytes.AsSpan(0, _end));
            _start = length;
            encoding = marked ?? encoding;
            if (encoding is not null and not UTF8Encoding)
                _decoder = Strict(encoding).GetDecoder();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Reads up to as many characters as fit; 0 only at the end. The destination must have room for two.</summary>
    /// <exception cref="DataFormatException">The file is not text in its encoding; the message has the byte's offset.</exception>
    public int Read(Span<char> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, 2);
        var total = 0;
        while (total < destination.Length - 1)
        {
            if (_start == _end && !_ended)
                FillBytes();
            var written = _decoder is null ? ReadUtf8(destination[total..]) : ReadDecoded(destination[total..]);
            total += written;
            if (written == 0 && _ended)
                break;
        }

        return total;
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (_bytes is not null)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = null;
        _ended = true;
        _start = _end = 0;
    }

    private int ReadUtf8(Span<char> destination)
    {
        var source = _bytes.AsSpan(_start, _end - _start);
        var status = Utf8.ToUtf16(source, destination, out var read, out var written, replaceInvalidSequences: false, isFinalBlock: _ended);
        RefuseNul(source[..read].IndexOf((byte)0));
        _start += read;
        if (status == OperationStatus.InvalidData)
        {
            throw new DataFormatException(
                $"byte 0x{source[read]:X2} at offset {_offset + _start} is not valid UTF-8: " +
                "this is a binary file, or text in another encoding. Give a text file, or set Encoding in the options.",
                _path);
        }

        // A character cut by the end of the buffer: its bytes move to the front and the rest is read behind them.
        if (status == OperationStatus.NeedMoreData)
            FillBytes();
        return written;
    }

    private int ReadDecoded(Span<char> destination)
    {
        var source = _bytes.AsSpan(_start, _end - _start);
        try
        {
            _decoder!.Convert(source, destination, flush: _ended, out var read, out var written, out _);
            _start += read;
            if (destination[..written].Contains('\0'))
                RefuseNul(0);
            return written;
        }
        catch (DecoderFallbackException e)
        {
            throw new DataFormatException(
                $"byte 0x{e.BytesUnknown?.FirstOrDefault():X2} near offset {_offset + _start + Math.Max(e.Index, 0)} " +
                "is not valid in the file's encoding: this is a binary file, or text in another encoding. " +
                "Give a text file, or set Encoding in the options.",
                _path,
                null,
                e);
        }
    }

    private void RefuseNul(int index)
    {
        if (index >= 0)
        {
            throw new DataFormatException(
                $"a zero byte at offset {_offset + _start + index}: this is a binary file, or UTF-16 text without a byte order mark. " +
                "Give a text file, or set Encoding in the options.",
                _path);
        }
    }

    private void FillBytes()
    {
        var bytes = _bytes ?? throw new ObjectDisposedException(nameof(FileTextReader));
        bytes.AsSpan(_start, _end - _start).CopyTo(bytes);
        _end -= _start;
        _offset += _start;
        _start = 0;
        try
        {
            var read = _stream.Read(bytes, _end, bytes.Length - _end);
            _end += read;
            _ended = read == 0;
        }
        catch (IOException e)
        {
            throw new PipelineException($"{_path}: reading failed at offset {_offset + _end}: {e.Message}", e);
        }
    }

    private static (Encoding? Encoding, int Length) DetectMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
        [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: true), 4),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        _ => (null, 0),
    };

    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }
}
