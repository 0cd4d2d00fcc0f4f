namespace Pipelines.Tokenizers;

/// <summary>
/// The words of a training text as sequences of tokens, with the count of every neighbouring pair kept up to date as pairs merge.
/// </summary>
/// <remarks>
/// A pair is counted at every place where its tokens are neighbours, so <c>aaa</c> holds <c>(a, a)</c> twice: as Hugging Face's trainer
/// counts it. Merges happen from left to right without overlap.
/// </remarks>
internal sealed class PairStatistics
{
    private readonly int[] _tokens;
    private readonly int[] _starts;
    private readonly int[] _lengths;
    private readonly long[] _counts;
    private readonly Dictionary<ulong, Pair> _pairs = [];
    private readonly PriorityQueue<Pair, (long Count, ulong Key)> _queue = new(MostFrequentFirst.Instance);
    private readonly List<Pair> _grown = [];
    private int _round;

    /// <summary>Takes the counted words, in tokens of one byte.</summary>
    /// <param name="words">The words.</param>
    /// <param name="byteTokens">The token of each byte.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    public PairStatistics(WordCounter words, int[] byteTokens, CancellationToken cancellationToken) : this(words.ByteCount, words.Count)
    {
        for (int word = 0; word < words.Count; word++)
        {
            ReadOnlySpan<byte> bytes = words.Word(word);
            Span<int> tokens = Place(word, bytes.Length, words.Occurrences(word));
            for (int index = 0; index < bytes.Length; index++)
                tokens[index] = byteTokens[bytes[index]];
        }
        CountPairs(cancellationToken);
    }

    /// <summary>Takes words and how often each occurs.</summary>
    /// <param name="words">The words as tokens.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    public PairStatistics(IReadOnlyList<(int[] Tokens, long Count)> words, CancellationToken cancellationToken)
        : this(words.Sum(word => word.Tokens.Length), words.Count)
    {
        for (int word = 0; word < words.Count; word++)
            words[word].Tokens.CopyTo(Place(word, words[word].Tokens.Length, words[word].Count));
        CountPairs(cancellationToken);
    }

    private PairStatistics(int tokenCount, int wordCount)
    {
        _tokens = new int[tokenCount];
        _starts = new int[wordCount];
        _lengths = new int[wordCount];
        _counts = new long[wordCount];
    }

    /// <summary>The most frequent pair, of equally frequent ones the one of the lowest ids; null if none is left.</summary>
    public (int Left, int Right, long Count)? MostFrequent()
    {
        while (_queue.TryPeek(out Pair? pair, out (long Count, ulong Key) priority))
        {
            if (pair.Count == priority.Count && pair.Count > 0)
                return ((int)(pair.Key >> 32), (int)(uint)pair.Key, pair.Count);
            _queue.Dequeue();
            if (pair.Count > 0)
                _queue.Enqueue(pair, (pair.Count, pair.Key));
        }
        return null;
    }

    /// <summary>Makes one token of a pair wherever it occurs.</summary>
    public void Merge(int left, int right, int result)
    {
        Pair merged = _pairs[Key(left, right)];
        _pairs.Remove(merged.Key);
        _round++;
        foreach (int word in merged.Words)
            MergeWord(word, left, right, result);
        merged.Count = 0;
        QueueGrown();
    }

    // Words are placed one behind the other.
    private Span<int> Place(int word, int length, long count)
    {
        _starts[word] = word == 0 ? 0 : _starts[word - 1] + _lengths[word - 1];
        _lengths[word] = length;
        _counts[word] = count;
        return _tokens.AsSpan(_starts[word], length);
    }

    private void CountPairs(CancellationToken cancellationToken)
    {
        for (int word = 0; word < _starts.Length; word++)
        {
            if (word % 4096 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            int start = _starts[word];
            for (int index = 1; index < _lengths[word]; index++)
                Change(_tokens[start + index - 1], _tokens[start + index], _counts[word], word);
        }
        QueueGrown();
    }

    private void MergeWord(int word, int left, int right, int result)
    {
        Span<int> symbols = _tokens.AsSpan(_starts[word], _lengths[word]);
        long count = _counts[word];
        int written = 0;
        for (int read = 0; read < symbols.Length; read++)
        {
            if (symbols[read] != left || read + 1 == symbols.Length || symbols[read + 1] != right)
            {
                symbols[written++] = symbols[read];
                continue;
            }
            if (written > 0)
            {
                Change(symbols[written - 1], left, -count, word);
                Change(symbols[written - 1], result, count, word);
            }
            read++;
            if (read + 1 < symbols.Length)
            {
                Change(right, symbols[read + 1], -count, word);
                Change(result, symbols[read + 1], count, word);
            }
            symbols[written++] = result;
        }
        _lengths[word] = written;
    }

    private void Change(int left, int right, long difference, int word)
    {
        ulong key = Key(left, right);
        if (!_pairs.TryGetValue(key, out Pair? pair))
        {
            // Only the pair that is being merged is missing here, where it overlaps itself: its count no longer matters.
            if (difference < 0)
                return;
            _pairs.Add(key, pair = new Pair(key));
        }
        pair.Count += difference;
        if (difference < 0)
        {
            if (pair.Count == 0)
                _pairs.Remove(key);
            return;
        }
        if (pair.Words.Count == 0 || pair.Words[^1] != word)
            pair.Words.Add(word);
        if (pair.Round != _round || pair.Fresh)
        {
            pair.Fresh = false;
            pair.Round = _round;
            _grown.Add(pair);
        }
    }

    private void QueueGrown()
    {
        foreach (Pair pair in _grown)
        {
            if (pair.Count > 0)
                _queue.Enqueue(pair, (pair.Count, pair.Key));
        }
        _grown.Clear();
    }

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private sealed class Pair(ulong key)
    {
        public readonly ulong Key = key;
        public readonly List<int> Words = [];
        public long Count;
        public int Round;
        public bool Fresh = true;
    }

    private sealed class MostFrequentFirst : IComparer<(long Count, ulong Key)>
    {
        public static readonly MostFrequentFirst Instance = new();

        public int Compare((long Count, ulong Key) left, (long Count, ulong Key) right) =>
            left.Count != right.Count ? right.Count.CompareTo(left.Count) : left.Key.CompareTo(right.Key);
    }
}
