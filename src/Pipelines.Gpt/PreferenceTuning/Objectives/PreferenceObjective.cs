using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>The loss of a batch of preference rows as a function of the losses of its tokens, with its gradient.</summary>
internal abstract class PreferenceObjective(PreferenceLoss loss)
{
    public PreferenceLoss Loss { get; } = loss;

    /// <summary>The texts of the batch at hand.</summary>
    public SequenceBatch Batch { get; } = new();

    protected AnswerScores Scores { get; } = new();

    /// <summary>Makes the objective of a loss.</summary>
    /// <param name="loss">The loss of log-probabilities.</param>
    /// <param name="likelihoodWeight">How much the chosen answers' mean negative log-likelihood counts beside it.</param>
    /// <param name="measuredRowsPerToken">
    /// Rows for each token of that mean in the data that are measured; null takes the mean of each batch that is measured.
    /// </param>
    public static PreferenceObjective Create(PreferenceLoss loss, double likelihoodWeight, double? measuredRowsPerToken = null) =>
        loss.IsUnpaired ? new UnpairedObjective(loss) : new PairObjective(loss, likelihoodWeight, measuredRowsPerToken);

    /// <summary>Whether the likelihood is also that of the prompts.</summary>
    public bool LearnsPrompts => Loss.Kind == PreferenceLossKind.Orpo;

    /// <summary>The texts of a row that the gradient goes through.</summary>
    protected virtual TextSides Sides => TextSides.Both;

    /// <summary>
    /// Sees all batches of a step before the first is prepared, for what is normalized or compared over all of them: so the gradient
    /// is that of one large batch.
    /// </summary>
    /// <param name="batches">The batches.</param>
    /// <param name="collective">Adds up over processes.</param>
    /// <param name="tokenLosses">The losses of tokens as the model is now; nothing is recorded.</param>
    public abstract void BeginStep(ReadOnlySpan<TokenBatch> batches, ICollective collective, Func<TokenBatch, Tensor> tokenLosses);

    /// <summary>As <see cref="BeginStep"/>, before a batch that is only measured.</summary>
    public abstract void BeginMeasure(TokenBatch batch, Func<TokenBatch, Tensor> tokenLosses);

    /// <summary>Takes a batch; gives what the model shall read.</summary>
    public TokenBatch Prepare(TokenBatch batch)
    {
        Batch.Split(batch, Sides, LearnsPrompts);
        ReadRows(batch);
        return Batch.Tokens;
    }

    /// <summary>Whether a text of the batch at hand is a chosen, or desirable, one.</summary>
    public abstract bool IsChosen(int text);

    /// <summary>The sum of the losses of the rows of the batch: their mean, and what is added to it, times their number.</summary>
    /// <param name="tokenLosses">The loss of every token [texts, length].</param>
    /// <param name="gradient">
    /// Receives the derivative of <paramref name="scale"/> · the sum by each of them; empty for none. Zeros before.
    /// </param>
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
