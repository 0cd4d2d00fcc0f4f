namespace Pipelines.Evaluation;

/// <summary>Examples in HTML: each opens by itself, without a script.</summary>
internal static class HtmlExamples
{
    public static void Write(MarkupWriter html, ReportExamples examples)
    {
        html.Element("h3", examples.Title, ("dir", "auto")).Line();
        for (var i = 0; i < examples.Items.Count; i++)
        {
            var item = examples.Items[i];
            html.Open("details", ("open", i == 0 ? "open" : null)).Line().Open("summary")
                .Element("bdi", item.Id, ("class", "name")).Text(" ");
            if (item.Category.Length > 0)
                html.Element("bdi", item.Category, ("class", "category")).Text(" ");
            if (item.Score is { } score)
                html.Element("span", $"score {((ReportCell)score).Format(ReportColumnKind.Number)}", ("class", "score"));
            html.Close().Line().Open("dl").Line();
            Entry(html, "Prompt", item.Prompt);
            if (item.Output.Length > 0)
                Entry(html, "Output", item.Output);
            if (item.Score is not null)
            {
                Entry(html, item.Expected.Count > 1 ? "Expected, any of" : "Expected", string.Join('\n', item.Expected));
                Entry(html, "Found", item.Answer);
            }

            html.Close().Close().Line();
        }
    }

    private static void Entry(MarkupWriter html, string name, string? text)
    {
        html.Element("dt", name).Open("dd");
        if (string.IsNullOrEmpty(text))
            html.Element("em", text is null ? "no answer was found" : "(nothing)");
        else
            // A line break right behind the tag is not part of the text.
            html.Open("pre", ("dir", "auto"), ("tabindex", "0")).Line().Text(text).Close();
        html.Close().Line();
    }
}
