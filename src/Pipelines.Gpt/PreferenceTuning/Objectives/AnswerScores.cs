using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>The log-probabilities of the answers of a batch, added up from the losses of their tokens.</summary>
internal sealed class AnswerScores
{
    private double[] _sums = [];
    private int[] _counts = [];

    /// <summary>Adds up.</summary>
    /// <param name="batch">The texts.</param>
    /// <param name="tokenLosses">The loss of every token of the batch [texts, length].</param>
    public void Read(SequenceBatch batch, ReadOnlySpan<float> tokenLosses)
    {
        if (_sums.Length < batch.Count)
            (_sums, _counts) = (new double[batch.Count], new int[batch.Count]);
        for (var text = 0; text < batch.Count; text++)
        {
            var losses = tokenLosses[(text * batch.Tokens.Length)..];
            var labels = batch.Labels(text);
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < labels.Length; i++)
            {
                if (labels[i] == TokenLabels.IgnoreIndex)
                    continue;
                sum -= losses[i];
                count++;
            }

            (_sums[text], _counts[text]) = (sum, count);
        }
    }

    /// <summary>The log-probability of an answer: the sum over its tokens.</summary>
    public double Sum(int text) => _sums[text];

    /// <summary>What the sum is divided by.</summary>
    public double Divisor(int text, bool averages) => averages ? Math.Max(1, _counts[text]) : 1;
}
