namespace Pipelines.Evaluation.Tests;

internal sealed class PowerLawFitTests
{
    private static readonly ScalingFitOptions NoIntervals = new() { BootstrapSamples = 0 };

    [Test]
    public void TheLawOfKaplanComesBack()
    {
        // Kaplan et al. (2020), equation 1.1: (8.8e13 / N)^0.076.
        var fit = ScalingFits.PowerLaw(Points(0, 8.8e13, 0.076), hasIrreducibleLoss: false, NoIntervals);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fit.Exponent.Value, Is.EqualTo(0.076).Within(1e-8));
            Assert.That(fit.Reference.Value, Is.EqualTo(8.8e13).Within(1e-4).Percent);
            Assert.That(fit.IrreducibleLoss.Value, Is.Zero);
            Assert.That(fit.Predict(1e9), Is.EqualTo(Math.Pow(8.8e4, 0.076)).Within(1e-8));
        }
    }

    [TestCase(1.7, 3e7, 0.3)]
    [TestCase(0.4, 2e9, 0.15)]
    [TestCase(3, 1e6, 0.8)]
    public void ALossThatStaysComesBack(double stays, double reference, double exponent)
    {
        var fit = ScalingFits.PowerLaw(Points(stays, reference, exponent), options: NoIntervals);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fit.IrreducibleLoss.Value, Is.EqualTo(stays).Within(1e-5));
            Assert.That(fit.Exponent.Value, Is.EqualTo(exponent).Within(1e-5));
            Assert.That(fit.Reference.Value, Is.EqualTo(reference).Within(1e-2).Percent);
            Assert.That(fit.Residuals, Has.All.EqualTo(0).Within(1e-8));
        }
    }

    [Test]
    public void NoiseStaysWithinTheIntervals()
    {
        var random = new Random(8);
        ScalingPoint[] points =
            [.. Points(1.7, 3e7, 0.3).Select(p => p with { Loss = p.Loss * Math.Exp(0.003 * MadeRuns.Normal(random)) })];
        var options = new ScalingFitOptions { BootstrapSamples = 300 };
        var fit = ScalingFits.PowerLaw(points, options: options);
        ParametricFitTests.AssertHolds(fit.IrreducibleLoss, 1.7);
        ParametricFitTests.AssertHolds(fit.Exponent, 0.3);
        Assert.That(ScalingFits.PowerLaw(points, options: options).ToString(), Is.EqualTo(fit.ToString()));
    }

    [Test]
    public void WhatCannotBeFittedIsSaid()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => ScalingFits.PowerLaw([new(1, 3), new(2, 2), new(2, 2.1)]),
                ParametricFitTests.Fails(ScalingFitFailure.TooFewRuns, "2 different"));
            Assert.That(() => ScalingFits.PowerLaw([new(1, 3)], false), ParametricFitTests.Fails(ScalingFitFailure.TooFewRuns));
            Assert.That(() => ScalingFits.PowerLaw([new(0, 3)]), ParametricFitTests.Fails(ScalingFitFailure.InvalidRun, "place"));
            Assert.That(() => ScalingFits.PowerLaw([new(1, double.NaN)]), ParametricFitTests.Fails(ScalingFitFailure.InvalidRun, "loss"));
            Assert.That(
                () => ScalingFits.PowerLaw([new(1, 2), new(10, 3), new(100, 4)], false),
                ParametricFitTests.Fails(ScalingFitFailure.NoDecrease));
            var exact = ScalingFits.PowerLaw([new(1, 3), new(10, 2), new(100, 1.5)], options: NoIntervals);
            Assert.That(exact.Warnings, Has.Some.Contains("nothing is left"));
            Assert.That(exact.IrreducibleLoss.Value, Is.EqualTo(1).Within(1e-6), "3, 2, 1.5: each step halves what is above 1");
        }
    }

    private static ScalingPoint[] Points(double stays, double reference, double exponent) =>
        [.. Enumerable.Range(0, 14).Select(i => 1e6 * Math.Pow(3, i))
            .Select(x => new ScalingPoint(x, stays + Math.Pow(reference / x, exponent)))];
}
