namespace Pipelines.Evaluation.Tests;

internal sealed class BootstrapTests
{
    [Test]
    public void IntervalsHoldTheTruthAsOftenAsTheySay()
    {
        // Means of 40 uniform numbers, whose mean is a half.
        var random = new Random(11);
        var held = 0;
        for (var trial = 0; trial < 400; trial++)
        {
            var values = Enumerable.Range(0, 40).Select(_ => random.NextDouble()).ToArray();
            var estimate = Bootstrap.Means(values, 1, 500, trial)[0];
            held += estimate.Lower <= 0.5 && 0.5 <= estimate.Upper ? 1 : 0;
        }

        Assert.That(held / 400.0, Is.InRange(0.90, 0.98));
    }

    [Test]
    public void RowsStayTogether()
    {
        var values = Enumerable.Range(0, 50).SelectMany(i => new double[] { i, 1 - i }).ToArray();
        var estimates = Bootstrap.Means(values, 2, 200, 5);
        Assert.That(estimates[1].Lower, Is.EqualTo(1 - estimates[0].Upper).Within(1e-9));
        Assert.That(estimates[0].Value, Is.EqualTo(24.5));
    }

    [Test]
    public void OneRowHasNoSpread() => Assert.That(Bootstrap.Means([0.25], 1, 100, 0)[0], Is.EqualTo(new ScoreEstimate(0.25, 0.25, 0.25)));

    [TestCase(0, 1)]
    [TestCase(0.5, 2.5)]
    [TestCase(1, 4)]
    [TestCase(0.25, 1.75)]
    public void PercentilesLieBetweenValues(double share, double expected) =>
        Assert.That(Bootstrap.Percentile([1, 2, 3, 4], share), Is.EqualTo(expected).Within(1e-12));
}
