namespace Pipelines.Evaluation;

internal sealed class PhraseExtractor(string phrase, IAnswerExtractor? then) : IAnswerExtractor
{
    public string Signature => then is null ? $"after({phrase})" : $"after({phrase})>{then.Signature}";

    public string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // The last place where something is found: a model may repeat the phrase when it is cut off.
        for (var at = text.LastIndexOf(phrase, StringComparison.OrdinalIgnoreCase); at >= 0;
            at = at == 0 ? -1 : text.LastIndexOf(phrase, at - 1, StringComparison.OrdinalIgnoreCase))
        {
            var line = text.AsSpan(at + phrase.Length);
            var end = line.TrimStart().IndexOf('\n');
            var rest = (end < 0 ? line : line.TrimStart()[..end]).TrimStart(": \t\r\n").Trim();
            if (then is not null && then.Extract(rest.ToString()) is { } found)
                return found;
            if (then is null && rest.TrimEnd('.').Trim() is { Length: > 0 } answer)
                return answer.ToString();
        }

        return null;
    }
}
