using Pipelines;

namespace ScienceExam;

/// <summary>Reads documents: JSON Lines or an array with a <c>text</c> each, or plain text with a paragraph each.</summary>
internal static class CorpusFile
{
    // Longer than any page; where a document is longer, the file is most likely not what it is taken for.
    private const int LongestDocument = 1 << 20;

    private static readonly string[] Columns = ["text", "contents", "content", "passage", "body"];

    /// <summary>Reads a file.</summary>
    /// <param name="data">Loads files.</param>
    /// <param name="path">The file; what it holds is told by its name.</param>
    /// <returns>A view with a column <c>Text</c>.</returns>
    /// <exception cref="PipelineException">There is no such file, it has no texts, or a document is too long.</exception>
    public static IDataView Read(DataCatalog data, string path)
    {
        if (!File.Exists(path))
            throw new PipelineException($"There is no file '{path}'. Give a text, or JSON Lines with a property text, with --corpus.");
        var texts = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".JSONL" or ".NDJSON" => Json(path, schema => data.LoadFromJsonLines(path, o => Limit(o, schema))),
            ".JSON" => Json(path, schema => data.LoadFromJsonArray(path, o => Limit(o, schema))),
            _ => Text(data, path),
        };
        return texts.Any(t => t.Length > 0)
            ? data.LoadFromEnumerable(texts.Where(t => t.Length > 0).Select(t => new Document(t)).ToArray())
            : throw new PipelineException($"{path}: there is no text in the file. Give one with --corpus.");

        static void Limit(JsonFileOptions options, DataViewSchema? schema) =>
            (options.Schema, options.MaximumRowLength) = (schema, LongestDocument);
    }

    private static string[] Json(string path, Func<DataViewSchema?, IDataView> load)
    {
        var names = load(null).Schema.Select(c => c.Name).ToArray();
        var column = Columns.FirstOrDefault(names.Contains) ?? throw new PipelineException(
            $"{path}: the rows have the columns {string.Join(", ", names)}; one of {string.Join(", ", Columns)} was expected. "
            + "Rename the property with the text.");
        return [.. load(DataViewSchema.Empty.With(column, TextDataViewType.Instance)).GetColumn<string>(column).Select(t => t.Trim())];
    }

    private static string[] Text(DataCatalog data, string path)
    {
        var rows = data.LoadFromTextFile(path, o =>
        {
            o.Rows = TextRows.Paragraphs;
            // Rows that were cut have this length exactly, so they are seen.
            o.MaximumRowLength = LongestDocument + 1;
        });
        var texts = new List<string>();
        foreach (var text in rows.GetColumn<string>(ColumnNames.Text))
        {
            if (text.Length > LongestDocument)
            {
                throw new PipelineException(
                    $"{path}: paragraph {texts.Count + 1} has more than {LongestDocument} characters without a blank line. "
                    + "Put blank lines between documents, or give JSON Lines with a property text.");
            }

            texts.Add(text.Trim());
        }

        return [.. texts];
    }

    private sealed record Document(string Text);
}
