using System.Text;
using CsvHelper;

namespace Pipelines.Evaluation;

/// <summary>Rows of files with commas or tabs between. What is wrong is told with its line.</summary>
internal static class DelimitedRows
{
    /// <summary>Reads rows and makes examples of them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cells">How many cells a row has.</param>
    /// <param name="read">Makes an example of a row, which is numbered from 1 without the header.</param>
    /// <param name="isTabbed">Whether tabs stand between the cells, and quotes are text.</param>
    /// <param name="hasHeader">Whether the first row names the columns.</param>
    /// <param name="lastColumn">The last column's name, where the first row may name the columns; null where it does not.</param>
    public static IEnumerable<TaskExample> Read(
        string path, int cells, Func<string[], int, TaskExample> read, bool isTabbed = false, bool hasHeader = false,
        string? lastColumn = null)
    {
        using var reader = Open(path, isTabbed, hasHeader);
        for (var number = 1; MoveNext(reader, path); number++)
        {
            TaskExample example;
            try
            {
                var row = Cells(reader, cells);
                if (number == 1 && row[^1] == lastColumn)
                {
                    (lastColumn, number) = (null, 0);
                    continue;
                }

                example = read(row, number);
            }
            catch (RowException e)
            {
                throw new DataFormatException(e.Message, path, (int)reader.LineNumber, e);
            }

            yield return example;
        }
    }

    /// <summary>The place of a letter among options.</summary>
    public static int OptionOf(string letter, int count)
    {
        var text = letter.Trim();
        var option = text.Length == 1 ? char.ToUpperInvariant(text[0]) - 'A' : -1;
        return option >= 0 && option < count
            ? option
            : throw new RowException($"the answer is '{text}'; a letter from A to {(char)('A' + count - 1)} was expected.");
    }

    private static string[] Cells(CsvReader reader, int count)
    {
        if (reader.FieldCount != count)
            throw new RowException($"the row has {reader.FieldCount} cells; {count} were expected.");
        var cells = new string[count];
        for (var i = 0; i < count; i++)
            cells[i] = Encoding.UTF8.GetString(reader.GetSpan(i));
        return cells;
    }

    private static bool MoveNext(CsvReader reader, string path)
    {
        try
        {
            return reader.Read();
        }
        catch (CsvFormatException e)
        {
            throw new DataFormatException(e.Message, path, e.LineNumber > 0 ? (int)e.LineNumber : null, e);
        }
    }

    private static CsvReader Open(string path, bool isTabbed, bool hasHeader)
    {
        try
        {
            return CsvReader.Create(File.OpenRead(path), new CsvReaderOptions
            {
                Separator = isTabbed ? '\t' : ',',
                HasHeader = hasHeader,
                Mode = isTabbed ? CsvMode.NoEscape : CsvMode.Rfc4180,
                TrackLineNumbers = true,
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Allow,
                DetectSeparatorHint = false,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException($"the file cannot be read: {e.Message}", path, null, e);
        }
    }
}
