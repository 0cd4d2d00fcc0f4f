using System.Text;

namespace Pipelines;

/// <summary>Renders a prompt, and the completion to train on, from a row's columns.</summary>
/// <param name="Template">The prompt's template, as <see cref="PromptTemplate"/> reads it.</param>
/// <param name="Completion">The completion's template; null for none. Where the input lacks one of its columns, no completion is
/// made.</param>
/// <param name="PromptColumn">The column of prompts made.</param>
/// <param name="CompletionColumn">The column of completions made.</param>
/// <param name="ListSeparator">What stands between the items of a vector column.</param>
public sealed record RenderPromptTransformer(
    string Template, string? Completion, string PromptColumn, string CompletionColumn, string ListSeparator) : RowToRowTransformer
{
    /// <summary>The columns that completions are made of.</summary>
    internal IReadOnlyList<string> CompletionColumns => Completion is null ? [] : PromptTemplate.Parse(Completion).Columns;

    /// <summary>Checks the templates.</summary>
    /// <exception cref="TemplateException">One is wrong.</exception>
    internal void Check()
    {
        _ = PromptTemplate.Parse(Template);
        _ = CompletionColumns;
    }

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        Add(map, PromptColumn, PromptTemplate.Parse(Template));
        if (Completion is null)
            return;
        var completion = PromptTemplate.Parse(Completion);
        if (completion.Columns.All(name => map.Input.GetColumnOrNull(name) is not null))
            Add(map, CompletionColumn, completion);
    }

    private void Add(RowMapperBuilder map, string output, PromptTemplate template)
    {
        var columns = template.Columns.Select(name => PromptColumns.Require(map.Input, name)).ToArray();
        map.Add<ReadOnlyMemory<char>>(output, TextDataViewType.Instance, columns, row => Getter(row, template, columns));
    }

    private ValueGetter<ReadOnlyMemory<char>> Getter(DataViewRow row, PromptTemplate template, DataViewSchema.Column[] columns)
    {
        var readers = Array.ConvertAll(columns, column => PromptColumns.Make(row, column, ListSeparator));
        var values = new ReadOnlyMemory<char>[columns.Length];
        var text = new StringBuilder();
        Func<int, ReadOnlyMemory<char>> valueOf = index => values[index];
        return (ref ReadOnlyMemory<char> value) =>
        {
            for (var i = 0; i < readers.Length; i++)
                values[i] = readers[i]();
            text.Clear();
            template.Render(text, valueOf);
            value = text.ToString().AsMemory();
        };
    }
}
