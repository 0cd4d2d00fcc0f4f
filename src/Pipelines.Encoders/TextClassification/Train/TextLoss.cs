using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>The losses of classifiers, with their gradients by the outputs: few numbers, computed in double precision.</summary>
internal static class TextLoss
{
    /// <summary>The cross-entropy of the right labels, in nats, times the labels' weights.</summary>
    /// <param name="logits">[rows, labels].</param>
    /// <param name="labels">The right label of each row; a row with a negative one counts nothing.</param>
    /// <param name="weights">A weight for each label; null for 1.</param>
    /// <param name="normalizer">What the sum is divided by.</param>
    /// <param name="losses">Receives the loss of each row, not divided.</param>
    public static Tensor CrossEntropy(
        Tensor logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, double normalizer, Span<double> losses)
    {
        var values = logits.AsSpan<float>();
        var (width, total) = (logits.Shape[1], 0.0);
        var gradient = new float[values.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            losses[row] = 0;
            if (labels[row] < 0)
                continue;
            var scores = values.Slice(row * width, width);
            var (highest, sum) = (double.NegativeInfinity, 0.0);
            foreach (var score in scores)
                highest = Math.Max(highest, score);
            foreach (var score in scores)
                sum += Math.Exp(score - highest);
            var weight = weights.IsEmpty ? 1 : weights[labels[row]];
            losses[row] = weight * (Math.Log(sum) + highest - scores[labels[row]]);
            total += losses[row];
            for (var i = 0; i < width; i++)
            {
                var probability = Math.Exp(scores[i] - highest) / sum;
                gradient[row * width + i] = (float)(weight * (probability - (i == labels[row] ? 1 : 0)) / normalizer);
            }
        }

        return GivenGradient.Apply(logits, gradient, total / normalizer);
    }

    /// <summary>The squared distance of predicted and right numbers.</summary>
    /// <param name="predicted">[rows, 1].</param>
    /// <param name="numbers">The right numbers; a row with one that is none counts nothing.</param>
    /// <param name="normalizer">What the sum is divided by.</param>
    /// <param name="losses">Receives the loss of each row, not divided.</param>
    public static Tensor SquaredError(Tensor predicted, ReadOnlySpan<float> numbers, double normalizer, Span<double> losses)
    {
        var values = predicted.AsSpan<float>();
        var total = 0.0;
        var gradient = new float[values.Length];
        for (var row = 0; row < numbers.Length; row++)
        {
            var distance = float.IsNaN(numbers[row]) ? 0 : (double)values[row] - numbers[row];
            losses[row] = distance * distance;
            total += losses[row];
            gradient[row] = (float)(2 * distance / normalizer);
        }

        return GivenGradient.Apply(predicted, gradient, total / normalizer);
    }
}
