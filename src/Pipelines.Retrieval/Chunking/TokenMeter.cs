namespace Pipelines.Retrieval;

/// <summary>Counts tokens as an encoder gets them: with what is put before the text and around its tokens.</summary>
internal sealed class TokenMeter(Func<string, int> count)
{
    // Of a text that is far longer, the beginning says already that it has too many tokens.
    private const int LongText = 1 << 16;

    /// <summary>The tokens of an empty text.</summary>
    public int Overhead { get; } = count("");

    public int Count(string text, TextSpan span) => count(text.Substring(span.Start, span.Length));

    /// <summary>The tokens of a part, or of its beginning where that has more than allowed.</summary>
    public int CountUpTo(string text, TextSpan span, int limit, out bool isWhole)
    {
        isWhole = span.Length <= LongText;
        if (!isWhole && Count(text, span with { Length = LongText }) is var beginning && beginning > limit)
            return beginning;
        isWhole = true;
        return Count(text, span);
    }
}
