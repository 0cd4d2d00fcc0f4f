namespace Pipelines.Training;

/// <summary>Excludes tokens that would complete a run of tokens that came before.</summary>
internal sealed class NoRepeatNgramProcessor(int size) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores) => Apply(tokens, tokens, size, scores);

    /// <summary>Excludes the tokens that follow, in a text, the last <c>size - 1</c> tokens of a sequence.</summary>
    public static void Apply(ReadOnlySpan<int> text, ReadOnlySpan<int> tokens, int size, Span<float> scores)
    {
        if (tokens.Length < size - 1)
            return;
        var beginning = tokens[^(size - 1)..];
        for (var start = 0; start + size <= text.Length; start++)
        {
            // To the next place where the run may begin.
            if (size > 1)
            {
                var next = text[start..^1].IndexOf(beginning);
                if (next < 0 || start + next + size > text.Length)
                    return;
                start += next;
            }

            Exclusion.Ids(scores, text.Slice(start + size - 1, 1));
        }
    }
}
