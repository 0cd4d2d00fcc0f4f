using System.Numerics.Tensors;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>
/// Chooses the next token from logits with Hugging Face's semantics and order: repetition penalty, temperature, top-k, top-p, then a draw.
/// Buffers are kept, so choosing allocates nothing.
/// </summary>
public sealed class TokenSampler
{
    private readonly GenerationOptions _options;
    private readonly int[] _order;
    private readonly float[] _scores;
    private readonly DescendingScore _byScore;

    /// <summary>Makes a sampler for logits of a vocabulary.</summary>
    public TokenSampler(GenerationOptions options, int vocabularySize)
    {
        _options = options;
        _order = new int[vocabularySize];
        _scores = new float[vocabularySize];
        _byScore = new DescendingScore(_scores);
    }

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">One logit per token id; unchanged.</param>
    /// <param name="history">The ids so far, prompt included; read by the repetition penalty.</param>
    /// <param name="random">Where the draw comes from.</param>
    public int Choose(ReadOnlySpan<float> logits, ReadOnlySpan<int> history, RandomGenerator random)
    {
        var scores = _scores.AsSpan(0, logits.Length);
        logits.CopyTo(scores);
        Penalize(scores, logits, history);
        if (_options.Temperature == 0)
            return TensorPrimitives.IndexOfMax(scores);

        TensorPrimitives.Divide(scores, _options.Temperature, scores);
        var limited = _options.TopK > 0 && _options.TopK < scores.Length;
        if (!limited && _options.TopP >= 1)
        {
            TensorPrimitives.SoftMax(scores, scores);
            return Draw(scores, default, random);
        }

        // Ties keep the lower id first, so that the choice does not depend on the sort.
        var order = _order.AsSpan(0, scores.Length);
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        order.Sort(_byScore);
        var kept = limited ? _options.TopK : scores.Length;
        order = order[..kept];
        var maximum = scores[order[0]];
        var total = 0.0;
        foreach (var id in order)
            total += Math.Exp(scores[id] - maximum);
        if (_options.TopP < 1)
        {
            var sum = 0.0;
            for (var i = 0; i < order.Length; i++)
            {
                sum += Math.Exp(scores[order[i]] - maximum);
                if (sum >= _options.TopP * total)
                {
                    order = order[..(i + 1)];
                    total = sum;
                    break;
                }
            }
        }

        foreach (var id in order)
            scores[id] = (float)(Math.Exp(scores[id] - maximum) / total);
        return Draw(scores, order, random);
    }

    private static int Draw(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> order, RandomGenerator random)
    {
        var point = random.NextDouble();
        var count = order.IsEmpty ? probabilities.Length : order.Length;
        for (var i = 0; i < count - 1; i++)
        {
            var id = order.IsEmpty ? i : order[i];
            point -= probabilities[id];
            if (point < 0)
                return id;
        }

        return order.IsEmpty ? count - 1 : order[^1];
    }

    private void Penalize(Span<float> scores, ReadOnlySpan<float> logits, ReadOnlySpan<int> history)
    {
        var penalty = _options.RepetitionPenalty;
        if (penalty == 1)
            return;
        // From the unchanged logits, so that an id that occurred twice is penalised once.
        foreach (var id in history)
            scores[id] = logits[id] < 0 ? logits[id] * penalty : logits[id] / penalty;
    }

    private sealed class DescendingScore(float[] scores) : IComparer<int>
    {
        public int Compare(int left, int right)
        {
            var byScore = scores[right].CompareTo(scores[left]);
            return byScore != 0 ? byScore : left.CompareTo(right);
        }
    }
}
