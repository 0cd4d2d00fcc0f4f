using System.Buffers;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Finds the spellings of special tokens in text: the leftmost, of those at one place the longest.</summary>
internal sealed class SpecialTokenFinder
{
    private readonly string[] _byLength;
    private readonly SearchValues<string>? _search;

    public SpecialTokenFinder(IEnumerable<string> tokens)
    {
        _byLength = [.. tokens.OrderByDescending(text => text.Length).ThenBy(text => text, StringComparer.Ordinal)];
        if (_byLength.Length > 0)
            _search = SearchValues.Create(_byLength, StringComparison.Ordinal);
    }

    /// <summary>The first special token of a text.</summary>
    public bool TryFind(ReadOnlySpan<char> text, out int at, out string token)
    {
        token = "";
        at = _search is null ? -1 : text.IndexOfAny(_search);
        if (at < 0)
            return false;
        foreach (string candidate in _byLength)
        {
            if (text[at..].StartsWith(candidate, StringComparison.Ordinal))
            {
                token = candidate;
                break;
            }
        }
        return true;
    }

    /// <summary>Whether a spelling has no half of a surrogate pair, which no UTF-8 could spell.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out int length) != OperationStatus.Done)
                return false;
            text = text[length..];
        }
        return true;
    }
}
