namespace Pipelines.Evaluation.Tests;

internal sealed class ParametricFitTests
{
    private static readonly ScalingFitOptions NoIntervals = new() { BootstrapSamples = 0 };

    [Test]
    public void ChinchillasCoefficientsComeBackExactly()
    {
        var fit = ScalingFits.Parametric(MadeRuns.OfChinchilla(), NoIntervals);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fit.E.Value, Is.EqualTo(1.69).Within(1e-6));
            Assert.That(fit.A.Value, Is.EqualTo(406.4).Within(1e-3));
            Assert.That(fit.B.Value, Is.EqualTo(410.7).Within(1e-3));
            Assert.That(fit.Alpha.Value, Is.EqualTo(0.34).Within(1e-6));
            Assert.That(fit.Beta.Value, Is.EqualTo(0.28).Within(1e-6));
            Assert.That(fit.ParameterShare.Value, Is.EqualTo(0.28 / 0.62).Within(1e-6));
            Assert.That(fit.TokenShare.Value, Is.EqualTo(0.34 / 0.62).Within(1e-6));
            Assert.That(fit.Residuals, Has.All.EqualTo(0).Within(1e-8));
            Assert.That(fit.Predict(70e9, 1.4e12), Is.EqualTo(MadeRuns.Chinchilla(70e9, 1.4e12)).Within(1e-6));
            Assert.That(fit.E.Lower, Is.NaN);
            Assert.That(fit.Warnings, Is.Empty);
        }
    }

    /// <summary>Steep and flat laws, with and without a loss that stays.</summary>
    [TestCase(0.5, 20, 0.25, 900, 0.6)]
    [TestCase(2.5, 1e4, 0.8, 3, 0.1)]
    [TestCase(1, 5, 0.12, 8, 0.15)]
    public void OtherLawsComeBack(double e, double a, double alpha, double b, double beta)
    {
        ScalingRun[] runs =
        [
            .. MadeRuns.OfChinchilla().Select(r => r with { Loss = e + a / Math.Pow(r.Parameters, alpha) + b / Math.Pow(r.Tokens, beta) }),
        ];
        var fit = ScalingFits.Parametric(runs, NoIntervals);
        Assert.That(fit.Residuals, Has.All.EqualTo(0).Within(1e-7));
        Assert.That(fit.E.Value, Is.EqualTo(e).Within(0.5).Percent);
        Assert.That(fit.Alpha.Value, Is.EqualTo(alpha).Within(1).Percent);
        Assert.That(fit.Beta.Value, Is.EqualTo(beta).Within(1).Percent);
    }

    [Test]
    public void LawsDrawnAtRandomComeBack()
    {
        var random = new Random(1);
        for (var i = 0; i < 40; i++)
        {
            var (e, alpha, beta) = (3 * random.NextDouble(), 0.08 + 0.9 * random.NextDouble(), 0.08 + 0.9 * random.NextDouble());
            var (a, b) = (
                Math.Pow(1e9, alpha) * (0.05 + random.NextDouble()), Math.Pow(2e10, beta) * (0.05 + random.NextDouble()));
            var fit = ScalingFits.Parametric(
                [.. MadeRuns.OfChinchilla().Select(r => r with { Loss = e + a / Math.Pow(r.Parameters, alpha) + b / Math.Pow(r.Tokens, beta) })],
                NoIntervals);
            Assert.That(fit.Residuals, Has.All.EqualTo(0).Within(1e-9), $"{e} {alpha} {beta}");
            Assert.That(fit.Alpha.Value, Is.EqualTo(alpha).Within(0.1).Percent);
            Assert.That(fit.Beta.Value, Is.EqualTo(beta).Within(0.1).Percent);
        }
    }

    /// <summary>By scipy 1.10: BFGS from 432 starts, then Nelder-Mead, of the same function.</summary>
    [Test]
    public void MeasuredRunsGiveWhatSciPyFinds()
    {
        var fit = ScalingFits.Parametric([.. MadeRuns.Measured.SelectMany(s => s.Runs)], NoIntervals);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fit.Objective, Is.EqualTo(0.0125136885).Within(1e-9));
            Assert.That(fit.A.Value, Is.EqualTo(7.25217).Within(1e-3));
            Assert.That(fit.B.Value, Is.EqualTo(21.99032).Within(1e-2));
            Assert.That(fit.Alpha.Value, Is.EqualTo(0.182787).Within(2e-5));
            Assert.That(fit.Beta.Value, Is.EqualTo(0.226090).Within(2e-5));
            Assert.That(fit.E.Value, Is.Zero);
            Assert.That(fit.Warnings, Has.Some.Contains("E is next to nothing"));
        }
    }

    [Test]
    public void NoiseStaysWithinTheIntervalsAndTheSeedDecides()
    {
        var options = new ScalingFitOptions { BootstrapSamples = 200, Seed = 3 };
        var runs = MadeRuns.OfChinchilla(noise: 0.002, seed: 5);
        var fit = ScalingFits.Parametric(runs, options);
        using (Assert.EnterMultipleScope())
        {
            AssertHolds(fit.E, 1.69);
            AssertHolds(fit.A, 406.4);
            AssertHolds(fit.B, 410.7);
            AssertHolds(fit.Alpha, 0.34);
            AssertHolds(fit.Beta, 0.28);
            AssertHolds(fit.ParameterShare, 0.28 / 0.62);
            Assert.That(fit.Alpha.Upper - fit.Alpha.Lower, Is.InRange(0.001, 0.2));
            Assert.That(ScalingFits.Parametric(runs, options).ToString(), Is.EqualTo(fit.ToString()), "the same seed");
            options.Seed = 4;
            Assert.That(ScalingFits.Parametric(runs, options).ToString(), Is.Not.EqualTo(fit.ToString()), "another");
            Assert.That(fit.Signature, Does.Contain("huber:0.001").And.Contain("samples:200").And.Contain("seed:3"));
        }
    }

    [Test]
    public void ARunThatWentWrongMovesTheLawLittle()
    {
        var runs = MadeRuns.OfChinchilla();
        runs[7] = runs[7] with { Loss = runs[7].Loss * 1.5 };
        Assert.That(ScalingFits.Parametric(runs, NoIntervals).E.Value, Is.EqualTo(1.69).Within(0.5).Percent);
        var squares = ScalingFits.Parametric(runs, new ScalingFitOptions { BootstrapSamples = 0, HuberDelta = 10 });
        Assert.That(squares.E.Value, Is.Not.EqualTo(1.69).Within(1).Percent, "squares feel it");
    }

    [Test]
    public void OtherUnitsChangeTheirCoefficientOnly()
    {
        var plain = ScalingFits.Parametric(MadeRuns.OfChinchilla(0.002, 1), NoIntervals);
        var scaled = ScalingFits.Parametric(MadeRuns.OfChinchilla(0.002, 1, parameterUnit: 1e-6), NoIntervals);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(scaled.E.Value, Is.EqualTo(plain.E.Value).Within(1e-4).Percent);
            Assert.That(scaled.Alpha.Value, Is.EqualTo(plain.Alpha.Value).Within(1e-4).Percent);
            Assert.That(scaled.Beta.Value, Is.EqualTo(plain.Beta.Value).Within(1e-4).Percent);
            Assert.That(scaled.B.Value, Is.EqualTo(plain.B.Value).Within(1e-2).Percent);
            Assert.That(scaled.A.Value, Is.EqualTo(plain.A.Value * Math.Pow(1e-6, plain.Alpha.Value)).Within(1e-2).Percent);
        }
    }

    [Test]
    public void TheOrderOfTheRunsDoesNotMatter()
    {
        var runs = MadeRuns.OfChinchilla(0.002, 1);
        var plain = ScalingFits.Parametric(runs, NoIntervals);
        var turned = ScalingFits.Parametric([.. runs.Reverse()], NoIntervals);
        Assert.That(turned.E.Value, Is.EqualTo(plain.E.Value).Within(1e-4).Percent);
        Assert.That(turned.Objective, Is.EqualTo(plain.Objective).Within(1e-6).Percent);
    }

    [TestCase(1e18)]
    [TestCase(1e21)]
    [TestCase(5.76e23)]
    public void TheOptimumIsWhatASearchFinds(double flops)
    {
        var fit = ScalingFits.Parametric(MadeRuns.OfChinchilla(), NoIntervals);
        var optimum = fit.Optimum(flops);
        var searched = fit.Optimum(flops, parameters => 6 * parameters);
        var least = Enumerable.Range(0, 40001).Select(i => Math.Exp(Math.Log(1e6) + i * Math.Log(1e7) / 40000))
            .MinBy(parameters => MadeRuns.Chinchilla(parameters, flops / 6 / parameters));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(6 * optimum.Parameters * optimum.Tokens, Is.EqualTo(flops).Within(1e-6).Percent);
            Assert.That(optimum.Parameters, Is.EqualTo(least).Within(0.05).Percent);
            Assert.That(searched.Parameters, Is.EqualTo(optimum.Parameters).Within(1e-4).Percent);
            Assert.That(optimum.Loss, Is.EqualTo(fit.Predict(optimum.Parameters, optimum.Tokens)));
            Assert.That(optimum.IsExtrapolated, Is.EqualTo(flops > 1e23));
        }
    }

    [Test]
    public void DearerParametersMakeSmallerModels()
    {
        var fit = ScalingFits.Parametric(MadeRuns.OfChinchilla(), NoIntervals);
        Assert.That(fit.Optimum(1e21, 12).Parameters, Is.LessThan(fit.Optimum(1e21).Parameters));
        // A cost that does not depend on the size has no optimum: the largest model is the best.
        Assert.That(() => fit.Optimum(1e21, _ => 1e9), Fails(ScalingFitFailure.NoMinimum));
        Assert.That(() => fit.Optimum(1e21, _ => double.NaN), Fails(ScalingFitFailure.InvalidRun));
    }

    [Test]
    public void WhatCannotBeFittedIsSaid()
    {
        var runs = MadeRuns.OfChinchilla();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => ScalingFits.Parametric(runs[..4]), Fails(ScalingFitFailure.TooFewRuns, "4 different"));
            Assert.That(
                () => ScalingFits.Parametric([.. Enumerable.Repeat(runs[0], 20)]), Fails(ScalingFitFailure.TooFewRuns, "1 different"));
            foreach (var bad in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            {
                Assert.That(
                    () => ScalingFits.Parametric([.. runs, runs[0] with { Loss = bad }]), Fails(ScalingFitFailure.InvalidRun, "Run 30"));
                Assert.That(
                    () => ScalingFits.Parametric([runs[0] with { Tokens = bad }, .. runs]), Fails(ScalingFitFailure.InvalidRun, "tokens"));
            }

            Assert.That(
                () => ScalingFits.Parametric([.. runs.Select((r, i) => r with { Parameters = 1e8, Tokens = 1e9 + i * 1e8 })]),
                Fails(ScalingFitFailure.DegenerateDesign, "same number of parameters"));
            Assert.That(
                () => ScalingFits.Parametric([.. runs.Select((r, i) => r with { Tokens = i % 2 == 0 ? 1e9 : 1e10 })]),
                Fails(ScalingFitFailure.DegenerateDesign, "two different numbers of tokens"));
            Assert.That(
                () => ScalingFits.Parametric(
                    [.. Enumerable.Range(1, 9).Select(i => i * 1e8)
                        .Select(n => new ScalingRun(n, 20 * n, MadeRuns.Chinchilla(n, 20 * n)))]),
                Fails(ScalingFitFailure.DegenerateDesign, "constant ratio"));
            Assert.That(
                () => ScalingFits.Parametric(
                    [.. runs.Select(r => r with { Loss = 2 + 0.01 * Math.Log(r.Parameters) + 100 / Math.Sqrt(r.Tokens) })]),
                Fails(ScalingFitFailure.NoDecrease, "parameters: α"));
            Assert.That(() => ScalingFits.Parametric(runs, new ScalingFitOptions { HuberDelta = 0 }), Throws.TypeOf<OptionsException>());
        }
    }

    [Test]
    public void WhatMakesALawDoubtfulIsSaid()
    {
        var one = ScalingFits.Parametric(MadeRuns.SeriesOfChinchilla()[1].Runs, NoIntervals);
        Assert.That(one.Warnings, Has.Some.Contains("one computation"));
        ScalingRun[] five = [.. new[] { 0, 4, 12, 20, 29 }.Select(i => MadeRuns.OfChinchilla()[i])];
        var exact = ScalingFits.Parametric(five, new ScalingFitOptions { BootstrapSamples = 50 });
        Assert.That(
            exact.Warnings, Has.Some.Contains("nothing is left to check it by").And.Some.Contains("samples of the runs gave no law"));
    }

    internal static NUnit.Framework.Constraints.IResolveConstraint Fails(ScalingFitFailure failure, string message = "") =>
        Throws.TypeOf<ScalingFitException>().With.Property(nameof(ScalingFitException.Failure)).EqualTo(failure)
            .And.Message.Contains(message);

    internal static void AssertHolds(ScoreEstimate estimate, double truth)
    {
        Assert.That(truth, Is.InRange(estimate.Lower, estimate.Upper));
        Assert.That(estimate.Value, Is.InRange(estimate.Lower, estimate.Upper));
    }
}
