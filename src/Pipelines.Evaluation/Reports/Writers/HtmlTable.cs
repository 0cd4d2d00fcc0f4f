namespace Pipelines.Evaluation;

/// <summary>Tables in HTML; one that is wider than the page scrolls in a box of its own.</summary>
internal static class HtmlTable
{
    public static void Write(MarkupWriter html, ReportTable table)
    {
        html.Open("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", table.Title)).Line()
            .Open("table").Line().Element("caption", table.Title, ("dir", "auto")).Line().Open("thead").Open("tr");
        foreach (var column in table.Columns)
            html.Element("th", column.Name, ("scope", "col"), ("class", IsNumber(column) ? "number" : null), ("dir", "auto"));
        html.Close().Close().Line().Open("tbody").Line();
        foreach (var row in table.Rows)
        {
            html.Open("tr");
            for (var i = 0; i < row.Count; i++)
                WriteCell(html, table.Columns[i], row[i], isHead: i == 0);
            html.Close().Line();
        }

        html.Close().Close().Line().Close().Line();
    }

    // Short texts stay on a line, long ones have room for some words in each.
    private const int Long = 28;

    private static bool IsNumber(ReportColumn column) => column.Kind != ReportColumnKind.Text;

    private static void WriteCell(MarkupWriter html, ReportColumn column, ReportCell cell, bool isHead)
    {
        var classes = IsNumber(column) ? "number" : cell.Text?.Length > Long ? "long" : "short";
        html.Open(isHead ? "th" : "td", ("scope", isHead ? "row" : null), ("class", classes), ("dir", IsNumber(column) ? null : "auto"));
        var text = cell.Format(column.Kind);
        if (cell.IsBest)
            html.Element("strong", text);
        else
            html.Text(text);
        var interval = cell.FormatInterval(column.Kind);
        if (interval.Length > 0)
            html.Text(" ").Element("span", interval, ("class", "interval"));
        html.Close();
    }
}
