namespace Pipelines.Gpt;

/// <summary>
/// A loss on preferences as a function of log-probabilities: the model's and, where the kind has one, the reference's. All derivatives are
/// in closed form. Log-probabilities, losses and rewards are in nats. What is averaged over tokens and what is summed is the caller's: see
/// <see cref="AveragesTokens"/>. The spans of a call have one length, an item a pair or a single answer. Several threads may use one.
/// </summary>
public sealed record PreferenceLoss
{
    /// <summary>Which loss.</summary>
    public PreferenceLossKind Kind { get; init; } = PreferenceLossKind.Sigmoid;

    /// <summary>β: how strongly the model is held to its reference, or how steep the loss is where there is none; above 0.</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary>The share of pairs that are taken to be labelled the wrong way round: from 0 to below 0.5.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Takes a uniform reference in the loss; the reported rewards are still those over the reference.</summary>
    public bool ReferenceFree { get; init; }

    /// <summary>How the distance from the reference is measured.</summary>
    public PreferenceDivergence Divergence { get; init; }

    /// <summary>SimPO's γ: the margin of rewards that is aimed at, in nats times β.</summary>
    public double TargetMargin { get; init; }

    /// <summary>KTO's factor on the losses of desirable answers; at least 0.</summary>
    public double DesirableWeight { get; init; } = 1;

    /// <summary>KTO's factor on the losses of undesirable answers; at least 0.</summary>
    public double UndesirableWeight { get; init; } = 1;

    /// <summary>Whether the loss compares the model with a reference.</summary>
    public bool HasReference => Kind is not (PreferenceLossKind.Orpo or PreferenceLossKind.SimPo or PreferenceLossKind.Cpo
        or PreferenceLossKind.CpoHinge or PreferenceLossKind.CpoIpo);

    /// <summary>Whether the loss learns from single answers, desirable or not, instead of pairs.</summary>
    public bool IsUnpaired => Kind is PreferenceLossKind.Kto or PreferenceLossKind.ApoZeroUnpaired;

    /// <summary>Whether log-probabilities are means over the tokens of an answer and not their sums.</summary>
    public bool AveragesTokens =>
        Kind is PreferenceLossKind.Ipo or PreferenceLossKind.Orpo or PreferenceLossKind.SimPo or PreferenceLossKind.CpoIpo;

    /// <summary>Whether the loss compares pairs with each other, so that it depends on the batch.</summary>
    internal bool IsSorted => Kind is PreferenceLossKind.Aot or PreferenceLossKind.AotUnpaired;

    /// <summary>The reward of an answer: β times its log-probability over the reference's, where there is one.</summary>
    /// <param name="model">The model's log-probability of the answer, in nats.</param>
    /// <param name="reference">The reference's; not read where the loss has none.</param>
    public double Reward(double model, double reference) => Beta * (HasReference ? model - reference : model);

    /// <summary>The losses of pairs, and the derivatives of their sum.</summary>
    /// <param name="chosen">The model's log-probability of each chosen answer.</param>
    /// <param name="rejected">The model's of each rejected answer.</param>
    /// <param name="referenceChosen">The reference's of each chosen answer; not read where the loss has none.</param>
    /// <param name="referenceRejected">The reference's of each rejected answer; not read where the loss has none.</param>
    /// <param name="losses">Receives each pair's loss; those of AOT come in sorted order.</param>
    /// <param name="byChosen">Receives the derivative of the sum by each of <paramref name="chosen"/>.</param>
    /// <param name="byRejected">Receives the derivative of the sum by each of <paramref name="rejected"/>.</param>
    /// <exception cref="InvalidOperationException">The loss is one of single answers.</exception>
    public void Evaluate(
        ReadOnlySpan<double> chosen, ReadOnlySpan<double> rejected, ReadOnlySpan<double> referenceChosen,
        ReadOnlySpan<double> referenceRejected, Span<double> losses, Span<double> byChosen, Span<double> byRejected)
    {
        if (IsSorted)
        {
            Sorted(chosen, rejected, referenceChosen, referenceRejected, losses, byChosen, byRejected);
            return;
        }

        var subtracts = HasReference && !ReferenceFree;
        for (var i = 0; i < chosen.Length; i++)
        {
            var term = PairLosses.Of(
                this, subtracts ? chosen[i] - referenceChosen[i] : chosen[i], subtracts ? rejected[i] - referenceRejected[i] : rejected[i]);
            (losses[i], byChosen[i], byRejected[i]) = term;
        }
    }

    /// <summary>The losses of single answers, and the derivatives of their sum.</summary>
    /// <param name="model">The model's log-probability of each answer.</param>
    /// <param name="reference">The reference's of each answer.</param>
    /// <param name="desirable">Whether each answer is desirable.</param>
    /// <param name="divergence">
    /// The mean log-probability of the model over the reference on answers to other prompts, at least 0; see <see cref="DivergenceOf"/>.
    /// </param>
    /// <param name="losses">Receives each answer's loss.</param>
    /// <param name="byModel">Receives the derivative of the sum by each of <paramref name="model"/>.</param>
    /// <exception cref="InvalidOperationException">The loss is one of pairs.</exception>
    public void EvaluateUnpaired(
        ReadOnlySpan<double> model, ReadOnlySpan<double> reference, ReadOnlySpan<bool> desirable, double divergence, Span<double> losses,
        Span<double> byModel)
    {
        if (!IsUnpaired)
            throw new InvalidOperationException($"{Kind} is a loss of pairs.");
        var anchor = Kind == PreferenceLossKind.Kto ? divergence : 0;
        for (var i = 0; i < model.Length; i++)
        {
            var x = Beta * (model[i] - reference[i] - anchor);
            var weight = Kind == PreferenceLossKind.Kto ? desirable[i] ? DesirableWeight : UndesirableWeight : 1;
            losses[i] = weight * LogSigmoid.Sigmoid(desirable[i] ? -x : x);
            byModel[i] = (desirable[i] ? -1 : 1) * weight * Beta * LogSigmoid.SigmoidSlope(x);
        }
    }

    /// <summary>KTO's estimate of the divergence from the reference: the mean of the differences, at least 0, in nats.</summary>
    /// <param name="model">The model's log-probability of each answer; 0 comes of none.</param>
    /// <param name="reference">The reference's, as many.</param>
    public static double DivergenceOf(ReadOnlySpan<double> model, ReadOnlySpan<double> reference)
    {
        var sum = 0.0;
        for (var i = 0; i < model.Length; i++)
            sum += model[i] - reference[i];
        return model.Length == 0 ? 0 : Math.Max(0, sum / model.Length);
    }

    private void Sorted(
        ReadOnlySpan<double> chosen, ReadOnlySpan<double> rejected, ReadOnlySpan<double> referenceChosen,
        ReadOnlySpan<double> referenceRejected, Span<double> losses, Span<double> byChosen, Span<double> byRejected)
    {
        var first = new double[chosen.Length];
        var second = new double[chosen.Length];
        for (var i = 0; i < chosen.Length; i++)
        {
            (first[i], second[i]) = Kind == PreferenceLossKind.AotUnpaired
                ? (chosen[i] - referenceChosen[i], rejected[i] - referenceRejected[i])
                : (chosen[i] - rejected[i], referenceChosen[i] - referenceRejected[i]);
        }

        PairLosses.Sorted(this, first, second, losses, byChosen, byRejected);
        if (Kind == PreferenceLossKind.AotUnpaired)
            return;
        for (var i = 0; i < chosen.Length; i++)
            byRejected[i] = -byChosen[i];
    }
}
