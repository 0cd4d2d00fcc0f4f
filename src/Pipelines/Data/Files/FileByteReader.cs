namespace Pipelines;

/// <summary>Reads a file's bytes into one buffer, which grows to the longest piece that a caller needs at once.</summary>
internal sealed class FileByteReader : IDisposable
{
    private const int InitialLength = 1 << 16;
    private readonly FileStream _stream;
    private byte[] _buffer = new byte[InitialLength];
    private int _start;
    private int _end;

    public FileByteReader(SourceFile file)
    {
        Path = file.FullPath;
        _stream = file.Open();
        try
        {
            Fill();
        }
        catch
        {
            _stream.Dispose();
            throw;
        }

        if (Available is [0xEF, 0xBB, 0xBF, ..])
            _start = 3;
    }

    public string Path { get; }

    /// <summary>What was read and not consumed.</summary>
    public ReadOnlySpan<byte> Available => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether nothing comes after <see cref="Available"/>.</summary>
    public bool Ended { get; private set; }

    public void Consume(int count) => _start += count;

    /// <summary>Reads more behind what is available; spans taken before are no longer valid.</summary>
    public void Fill()
    {
        if (_start > 0)
        {
            Available.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
        try
        {
            var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            Ended = read == 0;
        }
        catch (IOException e)
        {
            throw new PipelineException($"{Path}: reading failed: {e.Message}", e);
        }
    }

    public void Dispose() => _stream.Dispose();
}
