namespace Pipelines.Retrieval;

/// <summary>A generated text taken apart.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Citations">What it cites, in order, unknown numbers included.</param>
/// <param name="Passages">The positions of the cited passages among the row's, in the order of their first citation.</param>
/// <param name="Unknown">Numbers that no source of the context has, in order, each once.</param>
public sealed record CitedAnswer(
    string Text, IReadOnlyList<Citation> Citations, IReadOnlyList<int> Passages, IReadOnlyList<int> Unknown)
{
    /// <summary>Takes a generated text apart.</summary>
    /// <param name="text">The text.</param>
    /// <param name="sources">The positions of the passages in the context; the first was numbered 1.</param>
    /// <param name="keepMarkers">Whether the answer keeps its brackets.</param>
    public static CitedAnswer Read(string text, ReadOnlySpan<int> sources, bool keepMarkers = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var citations = CitationParser.Parse(text);
        var (passages, unknown) = (new List<int>(), new List<int>());
        foreach (var citation in citations)
        {
            var isKnown = citation.Number >= 1 && citation.Number <= sources.Length;
            var (value, list) = isKnown ? (sources[citation.Number - 1], passages) : (citation.Number, unknown);
            if (!list.Contains(value))
                list.Add(value);
        }

        return new CitedAnswer(keepMarkers ? text.Trim() : CitationParser.Remove(text, citations), citations, passages, unknown);
    }
}
