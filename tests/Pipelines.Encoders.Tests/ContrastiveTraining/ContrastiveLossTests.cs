using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>Loss and gradient against the twin; which candidates count.</summary>
[NonParallelizable]
public class ContrastiveLossTests
{
    private const int Size = 5;

    // Rows 0 and 2 have the same positive, rows 1 and 3 the same anchor, the first negative is row 4's positive, the second row 0's anchor.
    private static readonly int[] Anchors = [0, 1, 2, 1, 3];
    private static readonly int[] Candidates = [10, 11, 10, 13, 14, 14, 0, 20];

    private readonly CpuBackend _backend = new(threadCount: 1);

    [OneTimeTearDown]
    public void Free() => _backend.Dispose();

    [Test]
    public void LossAndGradientAreTheTwins(
        [Values] bool symmetric, [Values] bool masks, [Values(1.0, 20.0)] double scale, [Values(1.0, 5.0)] double normalizer)
    {
        var (anchors, candidates) = (Random(Anchors.Length, 1), Random(Candidates.Length, 2));
        double Twin() => ContrastiveTwin.Loss(anchors, candidates, scale, symmetric, masks ? Related : (_, _) => false) / normalizer;
        var (loss, byAnchors, byCandidates, losses) = Compute(anchors, candidates, Anchors, Candidates, scale, symmetric, masks, normalizer);
        Assert.That(loss, Is.EqualTo(Twin()).Within(1e-5 * Math.Max(1, Twin())));
        Assert.That(losses.Sum() / normalizer, Is.EqualTo(Twin()).Within(1e-5 * Math.Max(1, Twin())));
        var slopes = Numeric(anchors, Twin);
        Assert.That(byAnchors, Is.EqualTo(slopes).Within(2e-5 * scale));
        Assert.That(byCandidates, Is.EqualTo(Numeric(candidates, Twin)).Within(2e-5 * scale));
        Assert.That(slopes.Max(Math.Abs), Is.GreaterThan(1e-3));
    }

    [Test]
    public void WhatIsNoNegativeIsHidden()
    {
        var candidates = new ContrastiveCandidates(Anchors, Candidates, masks: true);
        for (var row = 0; row < Anchors.Length; row++)
        {
            for (var j = 0; j < Candidates.Length; j++)
                Assert.That(candidates.IsHidden(row, j), Is.EqualTo(j != row && Related(row, j)), $"{row}, {j}");
        }

        var all = new ContrastiveCandidates(Anchors, Candidates, masks: false);
        Assert.That(all.IsHidden(0, 2), Is.False);
    }

    [Test]
    public void TheOrderOfRowsChangesNothing([Values] bool symmetric)
    {
        var (anchors, candidates) = (Random(Anchors.Length, 3), Random(Candidates.Length, 4));
        var (loss, byAnchors, byCandidates, losses) = Compute(anchors, candidates, Anchors, Candidates, 10, symmetric, true, 1);
        int[] rows = [3, 0, 4, 1, 2];
        int[] places = [.. rows, 7, 5, 6];
        var moved = Compute(
            [.. rows.Select(i => anchors[i])], [.. places.Select(i => candidates[i])], [.. rows.Select(i => Anchors[i])],
            [.. places.Select(i => Candidates[i])], 10, symmetric, true, 1);
        Assert.That(moved.Loss, Is.EqualTo(loss).Within(1e-5 * loss));
        Assert.That(moved.Losses, Is.EqualTo(rows.Select(i => losses[i])).Within(1e-9));
        Assert.That(moved.ByAnchors, Is.EqualTo(rows.SelectMany(i => byAnchors.AsSpan(i * Size, Size).ToArray())).Within(1e-5));
        Assert.That(moved.ByCandidates, Is.EqualTo(places.SelectMany(i => byCandidates.AsSpan(i * Size, Size).ToArray())).Within(1e-5));
    }

    [Test]
    public void ScaleAndSimilaritiesMultiply()
    {
        var (anchors, candidates) = (Random(Anchors.Length, 5), Random(Candidates.Length, 6));
        var scaled = Compute(anchors, candidates, Anchors, Candidates, 8, false, true, 1);
        var stretched = Compute([.. anchors.Select(a => a.Select(x => 8 * x).ToArray())], candidates, Anchors, Candidates, 1, false, true, 1);
        Assert.That(scaled.Loss, Is.EqualTo(stretched.Loss).Within(1e-5 * stretched.Loss));
        Assert.That(scaled.ByCandidates, Is.EqualTo(stretched.ByCandidates).Within(1e-4));
    }

    [Test]
    public void ARowWithoutNegativesTeachesNothing()
    {
        var (loss, byAnchors, _, losses) = Compute(Random(2, 7), Random(2, 8), [0, 1], [5, 5], 20, true, true, 1);
        Assert.That(losses, Is.All.EqualTo(0).Within(1e-12));
        Assert.That(loss, Is.Zero);
        Assert.That(byAnchors, Is.All.Zero);
    }

    [Test]
    public void LargeScalesStayFinite()
    {
        var (loss, byAnchors, _, _) = Compute(Random(5, 9), Random(8, 10), Anchors, Candidates, 1e4, true, true, 1);
        Assert.That(double.IsFinite(loss) && byAnchors.All(float.IsFinite));
    }

    private static bool Related(int row, int candidate) =>
        Candidates[candidate] == Candidates[row] || Candidates[candidate] == Anchors[row]
        || Enumerable.Range(0, Anchors.Length).Any(k => Anchors[k] == Anchors[row] && Candidates[k] == Candidates[candidate]);

    private static double[][] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Size).Select(_ => random.NextDouble() - 0.5).ToArray())];
    }

    private static double[] Numeric(double[][] vectors, Func<double> loss)
    {
        const double Step = 1e-5;
        var slopes = new List<double>();
        foreach (var vector in vectors)
        {
            for (var i = 0; i < vector.Length; i++)
            {
                var kept = vector[i];
                vector[i] = kept + Step;
                var up = loss();
                vector[i] = kept - Step;
                slopes.Add((up - loss()) / (2 * Step));
                vector[i] = kept;
            }
        }

        return [.. slopes];
    }

    private (double Loss, float[] ByAnchors, float[] ByCandidates, double[] Losses) Compute(
        double[][] anchors, double[][] candidates, int[] anchorTexts, int[] candidateTexts, double scale, bool symmetric, bool masks,
        double normalizer)
    {
        using var tape = new GradientTape();
        var left = _backend.FromArray([.. anchors.SelectMany(a => a).Select(x => (float)x)], new Shape(anchors.Length, Size));
        var right = _backend.FromArray([.. candidates.SelectMany(a => a).Select(x => (float)x)], new Shape(candidates.Length, Size));
        (left.RequiresGradient, right.RequiresGradient) = (true, true);
        var losses = new double[anchors.Length];
        var loss = ContrastiveLoss.Apply(
            Functional.Linear(left, right), new ContrastiveCandidates(anchorTexts, candidateTexts, masks),
            new ContrastiveObjective(scale, symmetric, masks), normalizer, losses, out _);
        tape.Backward(loss);
        return (loss.ToScalar(), left.Gradient!.ToArray<float>(), right.Gradient!.ToArray<float>(), losses);
    }
}
