namespace Pipelines.Tokenizers;

/// <summary>Segmentations of words under a set of pieces: all of them weighted, or the best.</summary>
internal sealed class UnigramEstimator
{
    private readonly IReadOnlyList<(string Piece, double Score)> _pieces;
    private readonly UnigramTrie _trie;
    private readonly double _unknownScore;
    private readonly List<(int End, int Token)> _edges = [];
    private double[] _forward = new double[64];
    private double[] _backward = new double[64];
    private int[] _starts = new int[64];
    private int[] _tokens = new int[64];

    public UnigramEstimator(IReadOnlyList<(string Piece, double Score)> pieces)
    {
        _pieces = pieces;
        _trie = new UnigramTrie([.. pieces.Select(piece => piece.Piece)]);
        _unknownScore = pieces.Min(piece => piece.Score) - 10;
    }

    /// <summary>
    /// Adds to <paramref name="expected"/> how often each piece is expected in a word, times its count, and gives the logarithm of the
    /// word's probability.
    /// </summary>
    public double Expect(string word, long count, double[] expected)
    {
        Prepare(word.Length);
        Span<double> forward = _forward.AsSpan(0, word.Length + 1);
        Span<double> backward = _backward.AsSpan(0, word.Length + 1);
        forward.Fill(double.NegativeInfinity);
        backward.Fill(double.NegativeInfinity);
        forward[0] = 0;
        backward[word.Length] = 0;
        for (int start = 0; start < word.Length; start++)
        {
            if (char.IsLowSurrogate(word[start]))
                continue;
            foreach (var (end, token) in Edges(word, start))
                forward[end] = LogAdd(forward[end], forward[start] + Score(token));
        }
        for (int start = word.Length - 1; start >= 0; start--)
        {
            if (char.IsLowSurrogate(word[start]))
                continue;
            foreach (var (end, token) in Edges(word, start))
                backward[start] = LogAdd(backward[start], backward[end] + Score(token));
        }
        double total = forward[word.Length];
        for (int start = 0; start < word.Length; start++)
        {
            if (char.IsLowSurrogate(word[start]))
                continue;
            foreach (var (end, token) in Edges(word, start))
            {
                if (token >= 0)
                    expected[token] += count * Math.Exp(forward[start] + Score(token) + backward[end] - total);
            }
        }
        return total;
    }

    /// <summary>The best segmentation, -1 for unknown characters.</summary>
    /// <param name="word">The word.</param>
    /// <param name="excluded">A piece that may not be used, or -1.</param>
    /// <param name="tokens">Receives the pieces.</param>
    public double Best(string word, int excluded, List<int> tokens)
    {
        Prepare(word.Length);
        Span<double> best = _forward.AsSpan(0, word.Length + 1);
        best.Fill(double.NegativeInfinity);
        best[0] = 0;
        for (int start = 0; start < word.Length; start++)
        {
            if (char.IsLowSurrogate(word[start]))
                continue;
            foreach (var (end, token) in Edges(word, start))
            {
                double score = best[start] + Score(token);
                if ((token == excluded && token >= 0) || score <= best[end])
                    continue;
                best[end] = score;
                _starts[end] = start;
                _tokens[end] = token;
            }
        }
        tokens.Clear();
        if (double.IsNegativeInfinity(best[word.Length]))
            return double.NegativeInfinity;
        for (int end = word.Length; end > 0; end = _starts[end])
            tokens.Add(_tokens[end]);
        tokens.Reverse();
        return best[word.Length];
    }

    private double Score(int token) => token < 0 ? _unknownScore : _pieces[token].Score;

    // The pieces that begin at a place, in a list that the next call uses again.
    private List<(int End, int Token)> Edges(string word, int start)
    {
        _edges.Clear();
        CharacterProperties.At(word, start, out int width);
        bool hasSingle = false;
        int node = 0;
        for (int end = start; end < word.Length;)
        {
            node = _trie.Step(node, word[end++]);
            if (node < 0)
                break;
            int token = _trie.TokenAt(node);
            if (token < 0)
                continue;
            _edges.Add((end, token));
            hasSingle |= end - start == width;
        }
        if (!hasSingle)
            _edges.Add((start + width, -1));
        return _edges;
    }

    private void Prepare(int length)
    {
        if (_forward.Length > length)
            return;
        int size = Math.Max(length + 1, _forward.Length * 2);
        (_forward, _backward, _starts, _tokens) = (new double[size], new double[size], new int[size], new int[size]);
    }

    private static double LogAdd(double left, double right)
    {
        (double low, double high) = left < right ? (left, right) : (right, left);
        return double.IsNegativeInfinity(low) ? high : high + Math.Log(1 + Math.Exp(low - high));
    }
}
