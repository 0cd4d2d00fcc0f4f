using System.Globalization;
using System.Text;

namespace Pipelines.Evaluation;

/// <summary>
/// The colours of charts. Each stands out from its paper by at least 3 to 1, texts by 4.5 to 1 (WCAG 2.2), and neighbours in the palette
/// differ in lightness as well, for those who see colours differently.
/// </summary>
internal static class ChartTheme
{
    public static ChartPalette Light { get; } = new(
        "#ffffff", "#16191d", "#4d5560", "#dfe3e8", "#6b7480", "#2b8cc4",
        ["#0072b2", "#c94f00", "#3d2c8d", "#00805e", "#b03a8c", "#8a6d00", "#6d2e13", "#4d5560"]);

    public static ChartPalette Dark { get; } = new(
        "#15181d", "#e8eaed", "#b3bac4", "#30363f", "#8b95a1", "#2a7ab5",
        ["#56b4e9", "#f58a42", "#b7a8f5", "#2fc79a", "#e58fc6", "#e6c544", "#d99a78", "#b3bac4"]);

    /// <summary>How opaque the fullest cell of a heat map is, so that its text can be read.</summary>
    public const double MostHeat = 0.8;

    /// <summary>The style sheet of charts: plain colours, which every viewer of SVG understands.</summary>
    public static string Css { get; } = Create();

    public static int Colours => Light.Series.Count;

    /// <summary>The class that gives a series its colour.</summary>
    public static string Series(int index) => string.Create(CultureInfo.InvariantCulture, $"s{index % Colours}");

    private static string Create()
    {
        var css = new StringBuilder(
            ".chart text{font:13px system-ui,'Segoe UI','DejaVu Sans',sans-serif}.chart .title{font-size:16px;font-weight:600}"
            + ".chart .small{font-size:11.5px}.chart .middle{text-anchor:middle}.chart .end{text-anchor:end}"
            + ".chart .curve{fill:none;stroke-width:2;stroke-linejoin:round}.chart .faint{stroke-width:1;stroke-opacity:.35}"
            + ".chart .dashed{stroke-dasharray:7 4}.chart .whisker{stroke-width:1.6}.chart .bar{fill-opacity:.82}");
        Append(css, Light);
        css.Append("@media(prefers-color-scheme:dark){");
        Append(css, Dark);
        return css.Append('}').ToString();
    }

    private static void Append(StringBuilder css, ChartPalette palette)
    {
        css.Append(
            CultureInfo.InvariantCulture,
            $".chart .paper{{fill:{palette.Paper}}}.chart text{{fill:{palette.Text}}}.chart .label{{fill:{palette.Label}}}"
            + $".chart .grid{{stroke:{palette.Grid}}}.chart .axis{{stroke:{palette.Axis}}}.chart .whisker{{stroke:{palette.Text}}}"
            + $".chart .heat{{fill:{palette.Heat}}}");
        for (var i = 0; i < palette.Series.Count; i++)
        {
            css.Append(
                CultureInfo.InvariantCulture,
                $".chart .s{i}{{fill:{palette.Series[i]}}}.chart .curve.s{i}{{fill:none;stroke:{palette.Series[i]}}}");
        }
    }
}
