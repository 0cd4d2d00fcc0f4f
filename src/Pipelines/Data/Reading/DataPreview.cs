using System.Globalization;
using System.Text;

namespace Pipelines;

/// <summary>The first rows of a view as objects, and as a table to look at.</summary>
public sealed class DataPreview
{
    private const int LongestCell = 40;
    private const int ItemsShown = 6;

    internal DataPreview(
        DataViewSchema schema, IReadOnlyList<DataViewSchema.Column> columns, IReadOnlyList<IReadOnlyList<object>> rows, bool hasMoreRows)
    {
        Schema = schema;
        Columns = columns;
        Rows = rows;
        HasMoreRows = hasMoreRows;
    }

    /// <summary>The view's columns, hidden ones included.</summary>
    public DataViewSchema Schema { get; }

    /// <summary>The columns shown: those that are not hidden.</summary>
    public IReadOnlyList<DataViewSchema.Column> Columns { get; }

    /// <summary>The rows: an object a column shown; text as a string, vectors as arrays.</summary>
    public IReadOnlyList<IReadOnlyList<object>> Rows { get; }

    /// <summary>Whether the view goes on after these rows.</summary>
    public bool HasMoreRows { get; }

    /// <summary>A table of the rows: long values are cut, line breaks shown as <c>\n</c>.</summary>
    public override string ToString()
    {
        string[][] cells = [[.. Columns.Select(c => Cut(c.Name))], .. Rows.Select(row => row.Select(Show).ToArray())];
        var widths = Columns.Select((_, i) => cells.Max(row => row[i].Length)).ToArray();
        var text = new StringBuilder();
        for (var r = 0; r < cells.Length; r++)
        {
            var isNumber = (int column) => r > 0 && Rows[r - 1][column] is IFormattable;
            AppendRow(text, cells[r].Select((cell, i) => isNumber(i) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])), " | ");
            if (r == 0)
                AppendRow(text, widths.Select(width => new string('-', width)), "-+-");
        }

        var end = $"{(Rows.Count == 1 ? "row" : "rows")}{(HasMoreRows ? ", and more" : "")}";
        return text.Append(CultureInfo.InvariantCulture, $"{Rows.Count} {end}").ToString();
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells, string between) =>
        text.Append(string.Join(between, cells).TrimEnd()).Append('\n');

    private static string Show(object value)
    {
        if (value is not Array items)
            return Cut(Format(value));
        var more = items.Length > ItemsShown ? $", … {items.Length} items" : "";
        return Cut($"[{string.Join(", ", items.Cast<object>().Take(ItemsShown).Select(Format))}{more}]");
    }

    private static string Format(object value) => value switch
    {
        string text => text,
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Cut(string text)
    {
        if (text.Length > LongestCell)
            text = string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestCell - 2]) ? LongestCell - 2 : LongestCell - 1), "…");
        return text
            .Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\t", "\\t", StringComparison.Ordinal);
    }
}
