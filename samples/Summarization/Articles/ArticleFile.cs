using Pipelines;
using Pipelines.Samples;

namespace Summarization.Articles;

/// <summary>Reads articles and summaries from JSON, by the columns of usual data sets.</summary>
internal static class ArticleFile
{
    private const string EndOfText = "<|endoftext|>";

    private static readonly (string Text, string Summary)[] Columns =
        [("article", "highlights"), ("document", "summary"), ("dialogue", "summary"), ("article", "summary"), ("text", "summary"),
            ("prompt", "completion")];

    /// <summary>Reads different articles; rows without an article or a summary are left out.</summary>
    /// <param name="data">Loads files.</param>
    /// <param name="path">A JSON array or JSON Lines.</param>
    /// <exception cref="PipelineException">There is no such file, or it has no columns that are known.</exception>
    public static IReadOnlyList<Article> Read(DataCatalog data, string path)
    {
        var isArray = JsonShape.IsArray(path, "articles and summaries");
        var names = Load(null).Schema.Select(c => c.Name).ToHashSet();
        var (text, summary) = Columns.FirstOrDefault(c => names.Contains(c.Text) && names.Contains(c.Summary));
        if (text is null)
        {
            throw new PipelineException(
                $"{path}: the rows have the columns {string.Join(", ", names)}; expected were article and highlights, document, dialogue, "
                    + "article "
                + "or text and summary, or prompt and completion. Rename the properties.");
        }

        var rows = Load(DataViewSchema.Empty.With(text, TextDataViewType.Instance).With(summary, TextDataViewType.Instance));
        var seen = new HashSet<string>();
        return
        [
            .. rows.GetColumn<string>(text).Zip(rows.GetColumn<string>(summary))
                .Select(row => new Article(row.First.Trim(), row.Second.Replace(EndOfText, "", StringComparison.Ordinal).Trim()))
                .Where(article => article.Text.Length > 0 && article.Summary.Length > 0 && seen.Add(article.Text)),
        ];

        IDataView Load(DataViewSchema? schema) => isArray
            ? data.LoadFromJsonArray(path, o => o.Schema = schema)
            : data.LoadFromJsonLines(path, o => o.Schema = schema);
    }
}
