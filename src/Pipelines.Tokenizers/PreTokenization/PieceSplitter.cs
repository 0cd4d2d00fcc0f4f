namespace Pipelines.Tokenizers;

/// <summary>Cuts pieces along matches, as each <see cref="SplitBehavior"/> says.</summary>
internal static class PieceSplitter
{
    [ThreadStatic] private static List<PatternMatch>? _scratch;

    /// <summary>Takes this thread's list of matches, empty.</summary>
    public static List<PatternMatch> RentMatches()
    {
        List<PatternMatch> matches = _scratch ?? [];
        _scratch = null;
        matches.Clear();
        return matches;
    }

    /// <summary>Gives the list back.</summary>
    public static void ReturnMatches(List<PatternMatch> matches)
    {
        if (matches.Capacity <= 1 << 16)
            _scratch = matches;
    }

    /// <summary>Cuts a piece where a test of single characters passes.</summary>
    public static void Split(TextPiece piece, Func<int, bool> test, SplitBehavior behavior, List<TextPiece> pieces)
    {
        List<PatternMatch> matches = RentMatches();
        PatternMatches.FindAll(test, piece.Text.Span, matches);
        Split(piece, matches, behavior, false, pieces);
        ReturnMatches(matches);
    }

    /// <summary>Cuts a piece along matches.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="matches">Its parts in order, which together are the piece.</param>
    /// <param name="behavior">What becomes of the matches.</param>
    /// <param name="invert">Takes what does not match for what does, and the other way round.</param>
    /// <param name="pieces">Receives the pieces.</param>
    public static void Split(TextPiece piece, List<PatternMatch> matches, SplitBehavior behavior, bool invert, List<TextPiece> pieces)
    {
        switch (behavior)
        {
            case SplitBehavior.Removed or SplitBehavior.Isolated:
                foreach (PatternMatch match in matches)
                {
                    if (behavior == SplitBehavior.Isolated || match.IsMatch == invert)
                        Add(piece, match.Start, match.End, pieces);
                }
                break;
            case SplitBehavior.Contiguous:
                Join(piece, matches, (previous, match) => previous.IsMatch == match.IsMatch, pieces);
                break;
            case SplitBehavior.MergedWithPrevious:
                Join(piece, matches, (previous, match) => match.IsMatch != invert && previous.IsMatch == invert, pieces);
                break;
            default:
                Join(piece, matches, (previous, match) => previous.IsMatch != invert && match.IsMatch == invert, pieces);
                break;
        }
    }

    /// <summary>Adds a part of a piece unless it is empty.</summary>
    public static void Add(TextPiece piece, int start, int end, List<TextPiece> pieces)
    {
        if (start < end)
            pieces.Add(new TextPiece(piece.Text[start..end], piece.IsFirst && start == 0));
    }

    private static void Join(
        TextPiece piece, List<PatternMatch> matches, Func<PatternMatch, PatternMatch, bool> belongTogether, List<TextPiece> pieces)
    {
        int start = 0;
        for (int index = 0; index < matches.Count; index++)
        {
            if (index > 0 && !belongTogether(matches[index - 1], matches[index]))
            {
                Add(piece, start, matches[index].Start, pieces);
                start = matches[index].Start;
            }
        }
        if (matches.Count > 0)
            Add(piece, start, matches[^1].End, pieces);
    }
}
