using System.Buffers;

namespace Pipelines.Tokenizers;

/// <summary>Finds the spellings of special tokens in text: the leftmost, of those at one place the longest.</summary>
internal sealed class SpecialTokenFinder
{
    private readonly string[] byLength;
    private readonly SearchValues<string>? search;

    public SpecialTokenFinder(IEnumerable<string> tokens)
    {
        byLength = [.. tokens.OrderByDescending(text => text.Length).ThenBy(text => text, StringComparer.Ordinal)];
        if (byLength.Length > 0)
            search = SearchValues.Create(byLength, StringComparison.Ordinal);
    }

    /// <summary>The first special token of a text.</summary>
    public bool TryFind(ReadOnlySpan<char> text, out int at, out string token)
    {
        token = "";
        at = search is null ? -1 : text.IndexOfAny(search);
        if (at < 0)
            return false;
        foreach (string candidate in byLength)
        {
            if (text[at..].StartsWith(candidate, StringComparison.Ordinal))
            {
                token = candidate;
                break;
            }
        }
        return true;
    }
}
