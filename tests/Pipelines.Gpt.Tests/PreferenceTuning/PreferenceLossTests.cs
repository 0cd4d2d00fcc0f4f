namespace Pipelines.Gpt.Tests;

public class PreferenceLossTests
{
    private const double Step = 1e-6;

    private static readonly double[] Chosen = [-3.0, -0.4, -7.5, -1.2];
    private static readonly double[] Rejected = [-2.5, -1.4, -0.3, -6.2];
    private static readonly double[] ReferenceChosen = [-2.8, -0.9, -7.0, -1.3];
    private static readonly double[] ReferenceRejected = [-2.6, -1.1, -0.8, -5.2];

    private static IEnumerable<PreferenceLoss> PairLosses =>
        from kind in Enum.GetValues<PreferenceLossKind>()
        let loss = new PreferenceLoss { Kind = kind, Beta = 0.7, TargetMargin = 0.3, LabelSmoothing = kind == PreferenceLossKind.Robust ? 0.2 : 0 }
        where !loss.IsUnpaired
        select loss;

    [TestCaseSource(nameof(PairLosses))]
    public void DerivativesAreThoseOfTheLoss(PreferenceLoss loss)
    {
        foreach (var smoothed in new[] { loss, loss with { LabelSmoothing = Math.Max(loss.LabelSmoothing, 0.1) } })
        {
            var (_, byChosen, byRejected) = Evaluate(smoothed, Chosen, Rejected);
            for (var i = 0; i < Chosen.Length; i++)
            {
                Assert.That(byChosen[i], Is.EqualTo(Slope(Chosen, i, c => Evaluate(smoothed, c, Rejected).Losses)).Within(1e-6), $"chosen {i}");
                Assert.That(byRejected[i], Is.EqualTo(Slope(Rejected, i, r => Evaluate(smoothed, Chosen, r).Losses)).Within(1e-6), $"rejected {i}");
            }
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void JensenShannonsDerivativesAreThoseOfTheLoss(bool free)
    {
        var loss = new PreferenceLoss { Divergence = PreferenceDivergence.JensenShannon, ReferenceFree = free };
        var (_, byChosen, byRejected) = Evaluate(loss, Chosen, Rejected);
        for (var i = 0; i < Chosen.Length; i++)
        {
            Assert.That(byChosen[i], Is.EqualTo(Slope(Chosen, i, c => Evaluate(loss, c, Rejected).Losses)).Within(1e-6));
            Assert.That(byRejected[i], Is.EqualTo(Slope(Rejected, i, r => Evaluate(loss, Chosen, r).Losses)).Within(1e-6));
        }
    }

    [Test]
    public void SingleAnswersDerivativesAreThoseOfTheLoss([Values(PreferenceLossKind.Kto, PreferenceLossKind.ApoZeroUnpaired)] PreferenceLossKind kind)
    {
        var loss = new PreferenceLoss { Kind = kind, Beta = 0.5, DesirableWeight = 1.5, UndesirableWeight = 0.5 };
        var (_, gradient) = Unpaired(loss, Chosen);
        for (var i = 0; i < Chosen.Length; i++)
            Assert.That(gradient[i], Is.EqualTo(Slope(Chosen, i, c => Unpaired(loss, c).Losses)).Within(1e-6));
    }

    [Test]
    public void ExtremeMarginsStayFinite([Values(-1e5, -1e3, 1e3, 1e5)] double margin)
    {
        foreach (var loss in PairLosses)
        {
            var (losses, byChosen, byRejected) = (new double[1], new double[1], new double[1]);
            var answers = margin > 0 ? (Better: -1e-9, Worse: -margin) : (Better: margin, Worse: -1e-9);
            loss.Evaluate([answers.Better], [answers.Worse], [0], [0], losses, byChosen, byRejected);
            Assert.That((double[])[losses[0], byChosen[0], byRejected[0]], Has.All.Matches<double>(double.IsFinite), $"{loss.Kind}");
        }
    }

    [Test]
    public void AtTheReferenceTheLossIsTheLogarithmOfTwo()
    {
        var (losses, _, _) = Evaluate(new PreferenceLoss(), ReferenceChosen, ReferenceRejected);
        Assert.That(losses, Has.All.EqualTo(Math.Log(2)).Within(1e-15));
    }

    private static double Slope(double[] at, int index, Func<double[], double[]> losses)
    {
        double Sum(double shift)
        {
            var moved = (double[])at.Clone();
            moved[index] += shift;
            return losses(moved).Sum();
        }

        return (Sum(Step) - Sum(-Step)) / (2 * Step);
    }

    private static (double[] Losses, double[] ByChosen, double[] ByRejected) Evaluate(PreferenceLoss loss, double[] chosen, double[] rejected)
    {
        var (losses, byChosen, byRejected) = (new double[chosen.Length], new double[chosen.Length], new double[chosen.Length]);
        loss.Evaluate(chosen, rejected, ReferenceChosen, ReferenceRejected, losses, byChosen, byRejected);
        return (losses, byChosen, byRejected);
    }

    private static (double[] Losses, double[] Gradient) Unpaired(PreferenceLoss loss, double[] model)
    {
        var (losses, gradient) = (new double[model.Length], new double[model.Length]);
        loss.EvaluateUnpaired(model, ReferenceChosen, [true, false, true, false], 0.4, losses, gradient);
        return (losses, gradient);
    }
}
