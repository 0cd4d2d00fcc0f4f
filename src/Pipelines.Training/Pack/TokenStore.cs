using System.Buffers;
using System.Runtime.InteropServices;

namespace Pipelines.Training;

/// <summary>
/// A sequence of token ids too long to hold in memory, in a temporary file that vanishes with the store. Ids take one, two or four bytes,
/// as the vocabulary needs. Reads go through the operating system's page cache and not through a mapping, so that the resident memory of a
/// process does not grow with the part of the file it has seen.
/// </summary>
public sealed class TokenStore : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly FileStream _file;
    private readonly int _width;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _buffered;
    private long _written;

    /// <summary>Creates an empty store.</summary>
    /// <param name="vocabularySize">Ids are below this; it decides the bytes per id.</param>
    /// <param name="folder">Where the temporary file is made; the system's temporary folder where null.</param>
    /// <exception cref="PipelineException">The temporary file cannot be made.</exception>
    public TokenStore(int vocabularySize, string? folder = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vocabularySize);
        _width = vocabularySize <= 1 << 8 ? 1 : vocabularySize <= 1 << 16 ? 2 : 4;
        var path = Path.Combine(folder ?? Path.GetTempPath(), $"pipelines-tokens-{Guid.NewGuid():N}.bin");
        try
        {
            _file = new FileStream(
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 0, FileOptions.DeleteOnClose | FileOptions.RandomAccess);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException($"Cannot create a temporary file for packed tokens at {path}: "
                + $"{e.Message} Name another folder in PackOptions.TemporaryFolder.", e);
        }

        // Unlinking at once keeps a killed process from leaving the file behind; Windows deletes it on close.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
    }

    /// <summary>How many ids there are.</summary>
    public long Count { get; private set; }

    /// <summary>Adds ids at the end. Not for several threads.</summary>
    public void Append(ReadOnlySpan<int> tokens)
    {
        foreach (var token in tokens)
        {
            if (_buffered + _width > BufferBytes)
                Flush();
            switch (_width)
            {
                case 1:
                    _buffer[_buffered] = (byte)token;
                    break;
                case 2:
                    MemoryMarshal.Write(_buffer.AsSpan(_buffered), (ushort)token);
                    break;
                default:
                    MemoryMarshal.Write(_buffer.AsSpan(_buffered), token);
                    break;
            }

            _buffered += _width;
        }

        Count += tokens.Length;
    }

    /// <summary>Writes what is buffered, so that every id can be read.</summary>
    /// <exception cref="PipelineException">The disk is full, or the file cannot be written.</exception>
    public void Flush()
    {
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, _buffer.AsSpan(0, _buffered), _written);
        }
        catch (IOException e)
        {
            throw new PipelineException(
                $"Writing packed tokens failed after {_written:N0} bytes: "
                    + $"{e.Message} Free disk space or name another folder in PackOptions.TemporaryFolder.", e);
        }

        _written += _buffered;
        _buffered = 0;
    }

    /// <summary>Reads ids from a position; safe from several threads once everything is flushed.</summary>
    /// <param name="position">The first id, counted over all that were appended.</param>
    /// <param name="tokens">Filled entirely.</param>
    /// <exception cref="PipelineException">The file is shorter than what was written to it.</exception>
    public void Read(long position, Span<int> tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position + tokens.Length, _written / _width);
        if (_width == 4)
        {
            ReadBytes(position * 4, MemoryMarshal.AsBytes(tokens));
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(tokens.Length * _width);
        var bytes = rented.AsSpan(0, tokens.Length * _width);
        ReadBytes(position * _width, bytes);
        if (_width == 1)
        {
            for (var i = 0; i < tokens.Length; i++)
                tokens[i] = bytes[i];
        }
        else
        {
            var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
            for (var i = 0; i < tokens.Length; i++)
                tokens[i] = shorts[i];
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Deletes the file.</summary>
    public void Dispose() => _file.Dispose();

    private void ReadBytes(long offset, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, bytes, offset);
            if (read == 0)
                throw new PipelineException("The temporary file of packed tokens is shorter than what was written to it; "
                    + "was the disk full?");
            offset += read;
            bytes = bytes[read..];
        }
    }
}
