using System.Numerics.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// Searches all candidates of some batches with all their anchors: the recall among the first k and the mean reciprocal rank. A text is
/// there once, as an anchor and as a candidate; what any row calls an anchor's positive is right.
/// </summary>
/// <param name="k">The k of the recall.</param>
internal sealed class RetrievalMeter(int k)
{
    private readonly Dictionary<int, float[]> _anchors = [];
    private readonly Dictionary<int, float[]> _candidates = [];
    private readonly Dictionary<int, HashSet<int>> _positives = [];

    public void Add(ContrastiveTexts texts, ReadOnlySpan<float> vectors)
    {
        var (rows, size) = (texts.RowCount, vectors.Length / texts.Tokens.Count);
        for (var i = 0; i < texts.Tokens.Count; i++)
            (i < rows ? _anchors : _candidates).TryAdd(texts.Numbers[i], vectors.Slice(i * size, size).ToArray());
        for (var row = 0; row < rows; row++)
        {
            if (!_positives.TryGetValue(texts.Numbers[row], out var positives))
                _positives.Add(texts.Numbers[row], positives = []);
            positives.Add(texts.Numbers[rows + row]);
        }
    }

    /// <summary>What was measured since this was last asked; null for nothing.</summary>
    public IReadOnlyDictionary<string, double>? Take()
    {
        if (_anchors.Count == 0)
            return null;
        var (recall, reciprocal) = (0.0, 0.0);
        var scores = new Dictionary<int, float>(_candidates.Count);
        foreach (var (number, anchor) in _anchors)
        {
            scores.Clear();
            foreach (var (candidate, vector) in _candidates)
                scores[candidate] = TensorPrimitives.Dot(anchor, vector);
            var (found, best, positives) = (0, int.MaxValue, _positives[number]);
            foreach (var positive in positives)
            {
                var rank = Rank(scores, positive);
                found += rank <= k ? 1 : 0;
                best = Math.Min(best, rank);
            }

            recall += (double)found / positives.Count;
            reciprocal += 1.0 / best;
        }

        var result = new Dictionary<string, double>
        {
            [$"validation_recall@{k}"] = recall / _anchors.Count,
            ["validation_mrr"] = reciprocal / _anchors.Count,
        };
        _anchors.Clear();
        _candidates.Clear();
        _positives.Clear();
        return result;
    }

    // Of equal scores the lower number comes first.
    private static int Rank(Dictionary<int, float> scores, int candidate)
    {
        var (own, rank) = (scores[candidate], 1);
        foreach (var (other, score) in scores)
            rank += score > own || (score == own && other < candidate) ? 1 : 0;
        return rank;
    }
}
