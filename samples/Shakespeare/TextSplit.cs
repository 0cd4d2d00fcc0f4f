using Pipelines;

namespace Shakespeare;

/// <summary>Splits a text into a first part to learn from and a last part to measure on.</summary>
/// <param name="Train">The lines with the first part of the characters.</param>
/// <param name="Validation">The other lines.</param>
internal sealed record TextSplit(IDataView Train, IDataView Validation)
{
    /// <summary>Cuts at the end of the line that completes a share of the characters, so that lines differ in length without
    /// harm.</summary>
    /// <exception cref="PipelineException">There are not two lines to share out.</exception>
    public static TextSplit ByCharacters(DataCatalog data, IDataView lines, double share)
    {
        long total = 0;
        long rows = 0;
        foreach (var length in Lengths(lines))
        {
            total += length;
            rows++;
        }

        if (rows < 2)
        {
            throw new PipelineException(rows == 0
                ? "The text is empty. Give a file with text in it."
                : "The text is a single line, which cannot be shared out between training and validation. Give a text of at least two "
                    + "lines.");
        }

        long taken = 0;
        long characters = 0;
        foreach (var length in Lengths(lines))
        {
            characters += length;
            taken++;
            // The last line is always left to validate on.
            if (characters >= total * share || taken == rows - 1)
                break;
        }

        return new TextSplit(data.TakeRows(lines, taken), data.SkipRows(lines, taken));
    }

    private static IEnumerable<int> Lengths(IDataView lines)
    {
        var column = lines.Schema[ColumnNames.Text];
        using var cursor = lines.GetRowCursor([column]);
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        var line = default(ReadOnlyMemory<char>);
        while (cursor.MoveNext())
        {
            getter(ref line);
            yield return line.Length;
        }
    }
}
