namespace Pipelines.Training;

/// <summary>Adds to the score of a sequence's last token where the tokens before it have come.</summary>
internal sealed class SequenceBiasProcessor : IScoreProcessor
{
    private readonly (int[] Before, int Last, float Bias)[] _biases;

    /// <summary>Takes the sequences; of equal ones the last counts.</summary>
    public SequenceBiasProcessor(IReadOnlyList<SequenceBias> biases)
    {
        var bySequence = new Dictionary<string, (int[] Before, int Last, float Bias)>();
        foreach (var bias in biases)
            bySequence[string.Join(' ', bias.Ids)] = ([.. bias.Ids.SkipLast(1)], bias.Ids[^1], bias.Bias);
        _biases = [.. bySequence.Values];
    }

    /// <summary>A sequence that must not come loses all its score.</summary>
    /// <param name="words">The sequences.</param>
    /// <param name="endIds">End tokens alone cannot be excluded.</param>
    public static SequenceBiasProcessor ForBadWords(int[][] words, int[] endIds) =>
        new(
        [
            .. words.Where(w => w.Length > 1 || !endIds.Contains(w[0]))
                .Select(w => new SequenceBias { Ids = w, Bias = float.NegativeInfinity }),
        ]);

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        foreach (var (before, last, bias) in _biases)
        {
            // As in the reference, a text shorter than the whole sequence does not count.
            if (tokens.Length > before.Length && tokens.EndsWith(before))
                scores[last] += bias;
            else if (before.Length == 0)
                scores[last] += bias;
        }
    }
}
