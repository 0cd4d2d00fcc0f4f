namespace Pipelines.Retrieval;

/// <summary>Text to words between white space; a word with more tokens than a chunk may have is cut inside.</summary>
internal static class WordSplitter
{
    // A line of megabytes without a space is looked at in pieces of this length.
    private const int LongestWord = 1024;

    public static void Split(string text, TextSpan span, TokenMeter meter, int limit, List<ChunkPart> parts)
    {
        for (var at = span.Start; at < span.End;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var end = at;
            var furthest = Math.Min(span.End, at + LongestWord);
            while (end < furthest && !char.IsWhiteSpace(text[end]))
                end++;
            end = WholeCharacters(text, at, end);
            AddWord(text, at, end, meter, limit, parts);
            at = end;
        }
    }

    private static void AddWord(string text, int start, int end, TokenMeter meter, int limit, List<ChunkPart> parts)
    {
        while (start < end)
        {
            var tokens = meter.Count(text, new TextSpan(start, end - start));
            var to = end;
            if (tokens > limit)
            {
                // The longest beginning that fits; a single character is taken whatever it has, and refused below.
                var (fits, tooLong) = (start, end);
                while (tooLong - fits > 1)
                {
                    var middle = WholeCharacters(text, start, fits + ((tooLong - fits) / 2));
                    if (middle <= fits || middle >= tooLong)
                        break;
                    if (meter.Count(text, new TextSpan(start, middle - start)) <= limit)
                        fits = middle;
                    else
                        tooLong = middle;
                }

                to = fits > start ? fits : WholeCharacters(text, start, start + 1);
                tokens = meter.Count(text, new TextSpan(start, to - start));
                if (tokens > limit)
                {
                    throw new RetrievalException(
                        $"The character at {start} has {tokens} tokens by itself, but a chunk may have {limit}. Allow more.");
                }
            }

            parts.Add(new ChunkPart(new TextSpan(start, to - start), tokens - meter.Overhead));
            start = to;
        }
    }

    /// <summary>The end moved so that it parts no surrogate pair: downwards where something is left, else upwards.</summary>
    private static int WholeCharacters(string text, int start, int end)
    {
        if (end >= text.Length || !char.IsLowSurrogate(text[end]) || !char.IsHighSurrogate(text[end - 1]))
            return end;
        return end - 1 > start ? end - 1 : end + 1;
    }
}
