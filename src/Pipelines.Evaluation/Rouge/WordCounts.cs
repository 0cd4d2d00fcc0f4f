namespace Pipelines.Evaluation;

/// <summary>Counts of words or of runs and pairs of words that two texts have in common, each as often as both have it.</summary>
internal sealed class WordCounts
{
    private ulong[] _reference = [];
    private ulong[] _candidate = [];

    /// <summary>Runs of one to three words in common.</summary>
    public int CommonRuns(ReadOnlySpan<int> reference, ReadOnlySpan<int> candidate, int length) =>
        Common(Runs(reference, length, ref _reference), Runs(candidate, length, ref _candidate));

    /// <summary>Pairs of words in common, and how many each text has.</summary>
    /// <param name="reference">Words.</param>
    /// <param name="candidate">Words.</param>
    /// <param name="distance">How many words may lie between the two of a pair.</param>
    public (int Common, int Reference, int Candidate) CommonPairs(ReadOnlySpan<int> reference, ReadOnlySpan<int> candidate, int distance)
    {
        var a = Pairs(reference, distance, ref _reference);
        var b = Pairs(candidate, distance, ref _candidate);
        return (Common(a, b), a.Length, b.Length);
    }

    private static Span<ulong> Runs(ReadOnlySpan<int> words, int length, ref ulong[] buffer)
    {
        var count = Math.Max(0, words.Length - length + 1);
        if (buffer.Length < count)
            buffer = new ulong[2 * count];
        for (var i = 0; i < count; i++)
        {
            var key = 0UL;
            for (var k = 0; k < length; k++)
                key = key << RougeVocabulary.Bits | (uint)words[i + k];
            buffer[i] = key;
        }

        return buffer.AsSpan(0, count);
    }

    private static Span<ulong> Pairs(ReadOnlySpan<int> words, int distance, ref ulong[] buffer)
    {
        var count = 0L;
        for (var i = 0; i < words.Length; i++)
            count += Math.Min(words.Length - 1L - i, distance + 1L);
        if (count > Array.MaxLength / 2)
            throw new PipelineException(
                $"A text of {words.Length} words has too many pairs to count; give a {nameof(RougeOptions.SkipDistance)}.");
        if (buffer.Length < count)
            buffer = new ulong[2 * count];
        var place = 0;
        for (var i = 0; i < words.Length; i++)
        {
            var last = Math.Min(words.Length - 1L, (long)i + distance + 1);
            for (var j = i + 1; j <= last; j++)
                buffer[place++] = (ulong)words[i] << RougeVocabulary.Bits | (uint)words[j];
        }

        return buffer.AsSpan(0, place);
    }

    private static int Common(Span<ulong> a, Span<ulong> b)
    {
        a.Sort();
        b.Sort();
        var common = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            if (a[i] == b[j])
            {
                common++;
                i++;
                j++;
            }
            else if (a[i] < b[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return common;
    }
}
