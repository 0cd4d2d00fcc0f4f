namespace Pipelines;

/// <summary>
/// Reads rows of text files one after the other into one buffer, which grows to the longest row. A row is a slice of the buffer, valid
/// until the next one is read.
/// </summary>
internal sealed class TextRowReader(TextFileView view) : IDisposable
{
    private const int InitialLength = 1 << 16;
    private readonly TextFileOptions _options = view.Options;
    private readonly int _maximum = view.Options.MaximumRowLength
        ?? (view.Options.Rows == TextRows.WholeFile ? int.MaxValue : TextFileOptions.DefaultMaximumRowLength);

    private char[] _buffer = [];
    private int _start;
    private int _end;
    private FileTextReader? _reader;
    private int _file;
    private bool _ended;

    private int Available => _end - _start;

    /// <summary>The row last read.</summary>
    public ReadOnlyMemory<char> Current { get; private set; }

    public bool MoveNext()
    {
        while (true)
        {
            if (_reader is null)
            {
                if (_file == view.Files.Count)
                    return false;
                Open(view.Files[_file]);
            }

            var found = _options.Rows switch
            {
                TextRows.Paragraphs => ReadParagraph(),
                TextRows.WholeFile => ReadWhole(),
                _ => ReadLine(),
            };
            if (found)
                return true;
            Close();
            _file++;
        }
    }

    public void Dispose()
    {
        Close();
        _file = view.Files.Count;
        _buffer = [];
        Current = default;
    }

    private void Open(SourceFile file)
    {
        _reader = new FileTextReader(file, _options.Encoding);
        // A whole file is read into a buffer of its size, with room to find its end.
        var wanted = _options.Rows == TextRows.WholeFile
            ? (int)Math.Clamp(Math.Min(file.Length, _maximum) + 3L, InitialLength, Array.MaxLength)
            : InitialLength;
        if (_buffer.Length < wanted)
            _buffer = new char[wanted];
        _start = _end = 0;
        _ended = false;
    }

    private void Close()
    {
        _reader?.Dispose();
        _reader = null;
    }

    private bool ReadLine()
    {
        switch (FindLine(0, out var length, out var endLength))
        {
            case LineEnd.None:
                return false;
            case LineEnd.TooFar:
                return Cut(0);
            default:
                if (length > _maximum)
                    return Cut(0);
                Take(0, _options.KeepLineEnds ? length + endLength : length, length + endLength);
                return true;
        }
    }

    private bool ReadParagraph()
    {
        var keep = _options.KeepLineEnds;
        var first = -1;
        var last = 0;
        var next = 0;
        var closed = false;
        while (FindLine(next, out var length, out var endLength) is var end && end != LineEnd.None)
        {
            var blank = end == LineEnd.Found && _buffer.AsSpan(_start + next, length).IsWhiteSpace();
            if (blank && first < 0 && !keep)
            {
                _start += length + endLength;
                continue;
            }

            if (!blank)
            {
                if (closed)
                    break;
                first = first < 0 ? next : first;
            }

            var from = keep ? 0 : Math.Max(first, 0);
            if (end == LineEnd.TooFar || next + length - from > _maximum)
                return Cut(from);
            if (!blank)
                last = next + length;
            else
                closed = first >= 0;
            next += length + endLength;
            if (closed && !keep)
                break;
        }

        if (next == 0)
            return false;
        Take(keep ? 0 : first, keep ? next : last - first, next);
        return true;
    }

    private bool ReadWhole()
    {
        while (!_ended && Available <= _maximum)
            Fill();
        if (Available == 0)
            return false;
        if (Available > _maximum)
            return Cut(0);
        Take(0, Available, Available);
        return true;
    }

    // The line at an offset from the row's start, read as far as it must be.
    private LineEnd FindLine(int offset, out int length, out int endLength)
    {
        var scanned = 0;
        endLength = 0;
        while (true)
        {
            var from = _start + offset + scanned;
            var at = _buffer.AsSpan(from, _end - from).IndexOfAny('\n', '\r');
            length = at < 0 ? Available - offset : scanned + at;
            if (at >= 0)
            {
                var behind = from + at + 1;
                if (_buffer[from + at] == '\n' || (_ended && behind == _end))
                {
                    endLength = 1;
                    return LineEnd.Found;
                }

                if (behind < _end)
                {
                    endLength = _buffer[behind] == '\n' ? 2 : 1;
                    return LineEnd.Found;
                }
            }
            else if (_ended)
            {
                return length == 0 ? LineEnd.None : LineEnd.Found;
            }
            else if (length > _maximum)
            {
                return LineEnd.TooFar;
            }

            scanned = length;
            Fill();
        }
    }

    private bool Cut(int from)
    {
        view.WarnCut(view.Files[_file], _maximum);
        var length = _maximum;
        var row = _buffer.AsSpan(_start + from, Available - from);
        if (length > 1 && (char.IsSurrogatePair(row[length - 1], row[length]) || (row[length - 1] == '\r' && row[length] == '\n')))
            length--;
        Take(from, length, from + length);
        return true;
    }

    private void Take(int from, int length, int consumed)
    {
        Current = _buffer.AsMemory(_start + from, length);
        _start += consumed;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, Available).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_buffer.Length - _end < 2)
        {
            if (_buffer.Length == Array.MaxLength)
            {
                throw new DataFormatException(
                    $"a row has more than {Array.MaxLength - 2} characters. Load lines or paragraphs, or set MaximumRowLength.",
                    view.Files[_file].FullPath);
            }

            Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
        }

        var read = _reader!.Read(_buffer.AsSpan(_end));
        _end += read;
        _ended = read == 0;
    }

    private enum LineEnd
    {
        Found,
        None,
        TooFar,
    }
}
