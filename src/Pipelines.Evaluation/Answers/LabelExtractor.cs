namespace Pipelines.Evaluation;

internal sealed class LabelExtractor : IAnswerExtractor
{
    private readonly IReadOnlyList<string> _labels;

    public LabelExtractor(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count < 2 || labels.Any(string.IsNullOrWhiteSpace))
            throw new PipelineException("Two labels or more were expected, none of them empty.");
        _labels = [.. labels];
    }

    public string Signature => $"label({string.Join(',', _labels)})";

    public string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (first, length, found) = (int.MaxValue, 0, (string?)null);
        foreach (var label in _labels)
        {
            // Of two labels at one place the longer is meant.
            if (Find(text, label) is { } at && (at < first || at == first && label.Length > length))
                (first, length, found) = (at, label.Length, label);
        }

        return found;
    }

    private static int? Find(string text, string label)
    {
        for (var at = text.IndexOf(label, StringComparison.OrdinalIgnoreCase); at >= 0;
            at = text.IndexOf(label, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + label.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return at;
        }

        return null;
    }
}
