namespace Pipelines.Gpt;

/// <summary>The losses of pairs in closed form, each with its derivatives by the model's log-probabilities.</summary>
internal static class PairLosses
{
    private const double SmallestSmoothing = 1e-3;
    private const double SmallestComplement = 1e-12;

    /// <summary>One pair under a loss that looks at no other pair.</summary>
    /// <param name="loss">Which, and its settings.</param>
    /// <param name="chosen">The log-probability of the chosen answer, over the reference's where there is one.</param>
    /// <param name="rejected">That of the rejected answer.</param>
    public static LossTerm Of(PreferenceLoss loss, double chosen, double rejected) => loss.Kind switch
    {
        PreferenceLossKind.NcaPair => Nca(loss.Beta, chosen, rejected),
        PreferenceLossKind.SppoHard => Sppo(loss.Beta, chosen, rejected),
        PreferenceLossKind.ApoZero => ApoZero(loss.Beta, chosen, rejected),
        PreferenceLossKind.ApoDown => ApoDown(loss.Beta, chosen, rejected),
        PreferenceLossKind.Orpo => OddsRatio(loss.Beta, chosen, rejected),
        PreferenceLossKind.SimPo => Scaled(loss.Beta, Smoothed(loss.Beta * (chosen - rejected) - loss.TargetMargin, loss.LabelSmoothing)),
        PreferenceLossKind.Ipo or PreferenceLossKind.CpoIpo => Ipo(loss.Beta, chosen - rejected),
        _ when loss.Divergence == PreferenceDivergence.JensenShannon => JensenShannon(loss, chosen, rejected),
        _ => OfMargin(loss, chosen - rejected),
    };

    /// <summary>Pairs whose margins are compared with those of other pairs, in sorted order (AOT).</summary>
    public static void Sorted(
        PreferenceLoss loss, ReadOnlySpan<double> model, ReadOnlySpan<double> other, Span<double> losses, Span<double> byModel,
        Span<double> byOther)
    {
        var (order, otherOrder) = (Order(model), Order(other));
        for (var i = 0; i < model.Length; i++)
        {
            var (value, slope) = Smoothed(loss.Beta * (model[order[i]] - other[otherOrder[i]]), loss.LabelSmoothing);
            losses[i] = value;
            byModel[order[i]] = loss.Beta * slope;
            byOther[otherOrder[i]] = -loss.Beta * slope;
        }
    }

    /// <summary>−log σ(x), with a share of the pairs taken the other way round, and its derivative.</summary>
    public static (double Loss, double Slope) Smoothed(double x, double smoothing) => (
        -(1 - smoothing) * LogSigmoid.Of(x) - smoothing * LogSigmoid.Of(-x),
        -(1 - smoothing) * LogSigmoid.Sigmoid(-x) + smoothing * LogSigmoid.Sigmoid(x));

    private static LossTerm OfMargin(PreferenceLoss loss, double margin) => Scaled(loss.Beta, OfScaledMargin(loss, loss.Beta * margin));

    private static (double Loss, double Slope) OfScaledMargin(PreferenceLoss loss, double x) => loss.Kind switch
    {
        PreferenceLossKind.Hinge or PreferenceLossKind.CpoHinge => x < 1 ? (1 - x, -1) : (0, 0),
        PreferenceLossKind.Robust => Robust(x, loss.LabelSmoothing),
        PreferenceLossKind.ExoPair => Exo(x, loss.LabelSmoothing == 0 ? SmallestSmoothing : loss.LabelSmoothing),
        PreferenceLossKind.Sigmoid or PreferenceLossKind.Cpo => Smoothed(x, loss.LabelSmoothing),
        _ => throw new InvalidOperationException($"{loss.Kind} is not a loss of pairs."),
    };

    private static LossTerm Scaled(double factor, (double Loss, double Slope) of) => LossTerm.OfDifference(of.Loss, factor * of.Slope);

    private static LossTerm JensenShannon(PreferenceLoss loss, double chosen, double rejected)
    {
        var margin = chosen - rejected - LogSigmoid.Softplus(chosen) + LogSigmoid.Softplus(rejected);
        var (value, slope) = OfScaledMargin(loss, loss.Beta * margin);
        return new LossTerm(
            value, loss.Beta * slope * LogSigmoid.Sigmoid(-chosen), -loss.Beta * slope * LogSigmoid.Sigmoid(-rejected));
    }

    private static LossTerm Ipo(double beta, double margin)
    {
        var apart = margin - 1 / (2 * beta);
        return LossTerm.OfDifference(apart * apart, 2 * apart);
    }

    private static (double Loss, double Slope) Robust(double x, double smoothing)
    {
        var scale = 1 / (1 - 2 * smoothing);
        return (
            scale * (-(1 - smoothing) * LogSigmoid.Of(x) + smoothing * LogSigmoid.Of(-x)),
            -scale * ((1 - smoothing) * LogSigmoid.Sigmoid(-x) + smoothing * LogSigmoid.Sigmoid(x)));
    }

    // The divergence of the model's choice between the two from the smoothed label.
    private static (double Loss, double Slope) Exo(double x, double smoothing)
    {
        var forth = LogSigmoid.Of(x) - Math.Log(1 - smoothing);
        var back = LogSigmoid.Of(-x) - Math.Log(smoothing);
        return (LogSigmoid.Sigmoid(x) * forth + LogSigmoid.Sigmoid(-x) * back, LogSigmoid.SigmoidSlope(x) * (forth - back));
    }

    private static LossTerm Nca(double beta, double chosen, double rejected)
    {
        var (x, y) = (beta * chosen, beta * rejected);
        return new LossTerm(
            -LogSigmoid.Of(x) - 0.5 * LogSigmoid.Of(-x) - 0.5 * LogSigmoid.Of(-y),
            beta * (0.5 * LogSigmoid.Sigmoid(x) - LogSigmoid.Sigmoid(-x)),
            beta * 0.5 * LogSigmoid.Sigmoid(y));
    }

    private static LossTerm Sppo(double beta, double chosen, double rejected)
    {
        var (up, down) = (chosen - 0.5 / beta, rejected + 0.5 / beta);
        return new LossTerm(up * up + down * down, 2 * up, 2 * down);
    }

    private static LossTerm ApoZero(double beta, double chosen, double rejected)
    {
        var (x, y) = (beta * chosen, beta * rejected);
        return new LossTerm(
            LogSigmoid.Sigmoid(-x) + LogSigmoid.Sigmoid(y), -beta * LogSigmoid.SigmoidSlope(x), beta * LogSigmoid.SigmoidSlope(y));
    }

    private static LossTerm ApoDown(double beta, double chosen, double rejected)
    {
        var (x, margin) = (beta * chosen, beta * (chosen - rejected));
        var slope = beta * LogSigmoid.SigmoidSlope(margin);
        return new LossTerm(LogSigmoid.Sigmoid(x) + LogSigmoid.Sigmoid(-margin), beta * LogSigmoid.SigmoidSlope(x) - slope, slope);
    }

    // The log-probabilities are means per token, so their exponentials are probabilities and odds make sense.
    private static LossTerm OddsRatio(double beta, double chosen, double rejected)
    {
        var (chosenRest, rejectedRest) = (Complement(chosen), Complement(rejected));
        var odds = chosen - rejected - (Math.Log(chosenRest) - Math.Log(rejectedRest));
        var slope = -beta * LogSigmoid.Sigmoid(-odds);
        return new LossTerm(-beta * LogSigmoid.Of(odds), slope / chosenRest, -slope / rejectedRest);

        // One minus a probability, never 0: a certain answer has infinite odds.
        static double Complement(double log) => Math.Max(SmallestComplement, 1 - Math.Exp(log));
    }

    private static int[] Order(ReadOnlySpan<double> values)
    {
        var keys = values.ToArray();
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(keys, order);
        return order;
    }
}
