namespace Pipelines.Tokenizers;

/// <summary>Finds added tokens in text with their conditions: words of their own, white space around them.</summary>
internal sealed class AddedTokenFinder
{
    private readonly Dictionary<string, AddedToken> _tokens = new(StringComparer.Ordinal);
    private readonly SpecialTokenFinder? _finder;

    /// <summary>Creates a finder.</summary>
    /// <param name="tokens">Spelling in the text, and token. Of two with one spelling the later counts.</param>
    public AddedTokenFinder(IEnumerable<(string Spelling, AddedToken Token)> tokens)
    {
        foreach ((string spelling, AddedToken token) in tokens)
        {
            if (spelling.Length > 0)
                _tokens[spelling] = token;
        }
        if (_tokens.Count > 0)
            _finder = new SpecialTokenFinder(_tokens.Keys);
    }

    /// <summary>Whether there is nothing to find.</summary>
    public bool IsEmpty => _finder is null;

    /// <summary>The next token.</summary>
    /// <param name="text">The text.</param>
    /// <param name="search">Where to look from; moves behind what was found, so that a token is not found twice.</param>
    /// <param name="done">What lies before it belongs to earlier tokens and is not taken as white space.</param>
    /// <param name="start">Where the token starts, white space that it takes included.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="id">Its id.</param>
    public bool TryFind(ReadOnlySpan<char> text, ref int search, int done, out int start, out int end, out int id)
    {
        (start, end, id) = (0, 0, -1);
        if (_finder is null)
            return false;
        while (_finder.TryFind(text[search..], out int at, out string spelling))
        {
            start = search + at;
            end = start + spelling.Length;
            search = end;
            AddedToken token = _tokens[spelling];
            if (token.IsSingleWord && (IsWordBefore(text, start) || IsWordAt(text, end)))
                continue;
            while (token.StripsLeft && start > done && char.IsWhiteSpace(text[start - 1]))
                start--;
            while (token.StripsRight && end < text.Length && char.IsWhiteSpace(text[end]))
                end++;
            start = Math.Max(start, done);
            id = token.Id;
            return true;
        }
        return false;
    }

    private static bool IsWordBefore(ReadOnlySpan<char> text, int at) =>
        at > 0 && CharacterProperties.IsWordOrJoiner(CharacterProperties.Before(text, at, out _));

    private static bool IsWordAt(ReadOnlySpan<char> text, int at) =>
        at < text.Length && CharacterProperties.IsWordOrJoiner(CharacterProperties.At(text, at, out _));
}
