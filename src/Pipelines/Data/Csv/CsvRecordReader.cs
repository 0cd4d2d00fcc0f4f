using System.Buffers;
using System.Text.Unicode;
using CsvHelper;

namespace Pipelines;

/// <summary>CsvHelper's reader over a file, with this library's errors.</summary>
internal sealed class CsvRecordReader : IDisposable
{
    private const int ExcerptLength = 40;
    private readonly SourceFile _file;
    private readonly CsvReader _reader;
    private char[] _characters = new char[256];

    public CsvRecordReader(SourceFile file, CsvFileOptions options)
    {
        _file = file;
        _reader = CsvReader.Create(file.Open(), new CsvReaderOptions
        {
            Separator = options.Separator,
            HasHeader = options.HasHeader,
            Mode = options.AllowQuoting ? CsvMode.Rfc4180 : CsvMode.NoEscape,
            Quote = options.Quote,
            TrimWhitespace = options.TrimWhitespace,
            MaxRecordSize = options.MaximumRowLength,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            DetectSeparatorHint = false,
            Encoding = options.Encoding,
        });
    }

    public string Path => _file.FullPath;

    public int FieldCount => _reader.FieldCount;

    /// <summary>The line the record begins on, from 1.</summary>
    public long Line => _reader.LineNumber;

    /// <summary>The names in the header; empty where there is none.</summary>
    public IReadOnlyList<string> Headers => Guard(() => _reader.Headers);

    /// <summary>Goes to the next record; false at the end.</summary>
    /// <exception cref="DataFormatException">It is malformed, or has another number of fields.</exception>
    public bool Read() => Guard(_reader.Read);

    /// <summary>A field as text, valid until the next call.</summary>
    public ReadOnlySpan<char> Field(int index)
    {
        var bytes = _reader.GetSpan(index);
        if (_characters.Length < bytes.Length)
            _characters = new char[Math.Max(bytes.Length, (int)Math.Min(_characters.Length * 2L, Array.MaxLength))];
        var status = Utf8.ToUtf16(bytes, _characters, out var read, out var written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            throw new DataFormatException(
                $"field {index + 1} of the record has a byte 0x{bytes[read]:X2} that is not valid UTF-8: " +
                "this is a binary file, or text in another encoding. Give a text file, or set Encoding in the options.",
                Path,
                (int)Line);
        }

        var text = _characters.AsSpan(0, written);
        return !text.Contains('\0')
            ? text
            : throw new DataFormatException(
                $"field {index + 1} of the record has a zero byte: this is a binary file. Give a text file.", Path, (int)Line);
    }

    /// <summary>How a field begins, for messages.</summary>
    public string Excerpt(int index)
    {
        var text = Field(index);
        return text.Length <= ExcerptLength ? text.ToString() : $"{text[..ExcerptLength]}…";
    }

    public void Dispose() => _reader.Dispose();

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException e)
        {
            throw new DataFormatException(
                $"{e.Message} Check the Separator and Quote in the options against the file.",
                Path,
                e.LineNumber > 0 ? (int)e.LineNumber : null,
                e);
        }
        catch (IOException e)
        {
            throw new PipelineException($"{Path}: reading failed: {e.Message}", e);
        }
    }
}
