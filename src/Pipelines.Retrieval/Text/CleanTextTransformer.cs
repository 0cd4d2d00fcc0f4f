namespace Pipelines.Retrieval;

/// <summary>Adds a column of cleaned texts.</summary>
/// <param name="InputColumn">The column of texts.</param>
/// <param name="OutputColumn">The column of cleaned texts.</param>
/// <param name="RemoveMarkup">Whether HTML goes.</param>
/// <param name="CollapseWhiteSpace">Whether runs of white space become one.</param>
public sealed record CleanTextTransformer(string InputColumn, string OutputColumn, bool RemoveMarkup, bool CollapseWhiteSpace)
    : ColumnTransformer<ReadOnlyMemory<char>, ReadOnlyMemory<char>>(InputColumn, OutputColumn)
{
    /// <inheritdoc/>
    protected override void Map(in ReadOnlyMemory<char> source, ref ReadOnlyMemory<char> value) =>
        value = TextCleaner.Clean(source.ToString(), RemoveMarkup, CollapseWhiteSpace).AsMemory();
}
