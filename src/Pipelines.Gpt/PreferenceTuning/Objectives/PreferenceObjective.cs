using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>The loss of a batch of preference rows as a function of the losses of its tokens, with its gradient.</summary>
internal abstract class PreferenceObjective(PreferenceLoss loss)
{
    public PreferenceLoss Loss { get; } = loss;

    /// <summary>The texts of the batch at hand.</summary>
    public SequenceBatch Batch { get; } = new();

    protected AnswerScores Scores { get; } = new();

    public static PreferenceObjective Create(PreferenceLoss loss, double likelihoodWeight) =>
        loss.IsUnpaired ? new UnpairedObjective(loss) : new PairObjective(loss, likelihoodWeight);

    /// <summary>Takes a batch; gives what the model shall read.</summary>
    public TokenBatch Prepare(TokenBatch batch)
    {
        Batch.Split(batch, learnsPrompts: Loss.Kind == PreferenceLossKind.Orpo);
        ReadRows(batch);
        return Batch.Tokens;
    }

    /// <summary>The sum of the losses of the rows of the batch: their mean, and what is added to it, times their number.</summary>
    /// <param name="tokenLosses">The loss of every token [texts, length].</param>
    /// <param name="gradient">Receives the derivative of <paramref name="scale"/> · the sum by each of them; empty for none. Zeros before.</param>
    /// <param name="scale">Scales the gradient.</param>
    /// <param name="metrics">Receives rewards and what else is worth knowing.</param>
    public double Evaluate(ReadOnlySpan<float> tokenLosses, Span<float> gradient, double scale, MetricTotals metrics)
    {
        Scores.Read(Batch, tokenLosses);
        return EvaluateRows(tokenLosses, gradient, scale, metrics);
    }

    /// <summary>Reads the numbers of the rows.</summary>
    protected abstract void ReadRows(TokenBatch batch);

    /// <inheritdoc cref="Evaluate"/>
    protected abstract double EvaluateRows(ReadOnlySpan<float> tokenLosses, Span<float> gradient, double scale, MetricTotals metrics);

    /// <summary>Adds a value to the gradient of every token of an answer.</summary>
    protected void AddToAnswer(Span<float> gradient, int text, double value)
    {
        if (gradient.IsEmpty || value == 0)
            return;
        var labels = Batch.Labels(text);
        var target = gradient.Slice(text * Batch.Tokens.Length, labels.Length);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != TokenLabels.IgnoreIndex)
                target[i] += (float)value;
        }
    }
}
