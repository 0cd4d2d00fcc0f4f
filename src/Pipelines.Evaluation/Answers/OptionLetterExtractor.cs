namespace Pipelines.Evaluation;

internal sealed class OptionLetterExtractor : IAnswerExtractor
{
    private static readonly string[] Announcements = ["answer is", "answer:", "option is", "choice is", "answer would be"];

    private readonly int _count;

    public OptionLetterExtractor(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 26);
        _count = count;
    }

    public string Signature => $"option({_count})";

    public string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Announced(text) ?? InBrackets(text) ?? Alone(text);
    }

    // Behind the last announcement that a letter follows.
    private string? Announced(ReadOnlySpan<char> text)
    {
        var (last, found) = (-1, (string?)null);
        foreach (var phrase in Announcements)
        {
            for (var end = text.Length; ;)
            {
                var at = text[..end].LastIndexOf(phrase, StringComparison.OrdinalIgnoreCase);
                if (at <= last)
                    break;
                end = at;
                var behind = text[(at + phrase.Length)..].TrimStart(": \t\r\n*([");
                if (behind.StartsWith("option ", StringComparison.OrdinalIgnoreCase))
                    behind = behind[7..].TrimStart(" *([");
                if (behind.IsEmpty || LetterAt(behind, 0) is not { } letter)
                    continue;
                (last, found) = (at, letter);
                break;
            }
        }

        return found;
    }

    private string? InBrackets(ReadOnlySpan<char> text)
    {
        string? found = null;
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] is '(' or '[' && text[i + 2] is ')' or ']' && Letter(text[i + 1]) is { } letter)
                found = letter;
        }

        return found;
    }

    // "B", "B.", "B) the second one": first at the start of a line, then the last capital that is a word.
    private string? Alone(ReadOnlySpan<char> text)
    {
        var trimmed = text.TrimStart();
        var endsAtOnce = trimmed.Length == 1 || trimmed.Length > 1 && trimmed[1] is '.' or ')' or ':' or '\n' or '\r';
        if (endsAtOnce && LetterAt(trimmed, 0) is { } first)
            return first;
        string? found = null;
        for (var i = 0; i < text.Length; i++)
        {
            // "A" and "I" are words of English too.
            var isInWord = i > 0 && (char.IsLetterOrDigit(text[i - 1]) || text[i - 1] == '\'');
            if (!isInWord && char.IsAsciiLetterUpper(text[i]) && LetterAt(text, i) is { } letter && !IsEnglishWord(text, i))
                found = letter;
        }

        return found;
    }

    private static bool IsEnglishWord(ReadOnlySpan<char> text, int i) =>
        text[i] is 'A' or 'I' && i + 2 < text.Length && text[i + 1] == ' ' && char.IsAsciiLetterLower(text[i + 2]);

    private string? LetterAt(ReadOnlySpan<char> text, int i) =>
        i + 1 < text.Length && (char.IsLetterOrDigit(text[i + 1]) || text[i + 1] == '\'') ? null : Letter(text[i]);

    private string? Letter(char c)
    {
        var upper = char.ToUpperInvariant(c);
        return upper >= 'A' && upper < 'A' + _count ? upper.ToString() : null;
    }
}
