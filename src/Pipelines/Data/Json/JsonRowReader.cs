using System.Text;

namespace Pipelines;

/// <summary>Finds the rows of a JSON file, each one object.</summary>
internal abstract class JsonRowReader(SourceFile file, int maximumRowLength) : IDisposable
{
    private readonly FileByteReader _bytes = new(file);

    /// <summary>The current row's bytes, valid until the next one is read.</summary>
    public ReadOnlySpan<byte> Row => _bytes.Available[..RowLength];

    /// <summary>The line the row begins on, from 1.</summary>
    protected int Line { get; set; } = 1;

    /// <summary>How many characters of that line come before the row.</summary>
    protected int LineOffset { get; set; }

    protected FileByteReader Bytes => _bytes;

    protected int RowLength { get; set; }

    /// <summary>The file.</summary>
    public string Path => _bytes.Path;

    /// <summary>Goes to the next row; false at the end.</summary>
    /// <exception cref="DataFormatException">The file is not JSON of the kind expected.</exception>
    public abstract bool MoveNext();

    /// <summary>The line and the character in it of a byte of the row, both from 1.</summary>
    public (int Line, int Character) Locate(long index)
    {
        var before = Row[..(int)Math.Clamp(index, 0, Row.Length)];
        var lines = before.Count((byte)'\n');
        return lines == 0
            ? (Line, LineOffset + Encoding.UTF8.GetCharCount(before) + 1)
            : (Line + lines, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
    }

    public void Dispose() => _bytes.Dispose();

    protected void CheckLength(int length)
    {
        if (length > maximumRowLength)
        {
            throw new DataFormatException(
                $"a row has more than {maximumRowLength} bytes. Is this a file of rows? If so, raise MaximumRowLength in the options.",
                Path,
                Line);
        }
    }
}
