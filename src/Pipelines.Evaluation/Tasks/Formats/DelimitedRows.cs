using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

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
    public static IEnumerable<TaskExample> Read(
        string path, int cells, Func<string[], int, TaskExample> read, bool isTabbed = false, bool hasHeader = false)
    {
        using var text = Open(path);
        using var reader = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = isTabbed ? "\t" : ",",
            Mode = isTabbed ? CsvMode.NoEscape : CsvMode.RFC4180,
            BadDataFound = null,
            HasHeaderRecord = false,
        });
        var number = hasHeader ? -1 : 0;
        while (reader.Read())
        {
            number++;
            if (number == 0 || reader.Record is not { } row)
                continue;
            TaskExample example;
            try
            {
                if (row.Length != cells)
                    throw new RowException($"the row has {row.Length} cells; {cells} were expected.");
                example = read(row, number);
            }
            catch (RowException e)
            {
                throw new DataFormatException(e.Message, path, reader.RawRow, e);
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

    private static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException($"the file cannot be read: {e.Message}", path, null, e);
        }
    }
}
