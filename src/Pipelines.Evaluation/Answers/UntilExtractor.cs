namespace Pipelines.Evaluation;

internal sealed class UntilExtractor : IAnswerExtractor
{
    private readonly IReadOnlyList<string> _stops;

    public UntilExtractor(IReadOnlyList<string> stops)
    {
        ArgumentNullException.ThrowIfNull(stops);
        _stops = [.. stops.Where(stop => stop.Length > 0)];
    }

    public string Signature => $"until({string.Join(',', _stops.Select(stop => stop.ReplaceLineEndings("\\n")))})";

    public string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = text.Length;
        foreach (var stop in _stops)
        {
            if (text.IndexOf(stop, StringComparison.Ordinal) is var at and >= 0)
                end = Math.Min(end, at);
        }

        return text.AsSpan(0, end).Trim() is { Length: > 0 } answer ? answer.ToString() : null;
    }
}
