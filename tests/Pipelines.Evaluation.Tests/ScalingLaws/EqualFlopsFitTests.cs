namespace Pipelines.Evaluation.Tests;

internal sealed class EqualFlopsFitTests
{
    private static readonly ScalingFitOptions NoIntervals = new() { BootstrapSamples = 0 };

    [Test]
    public void ParabolasAndPowersComeBackExactly()
    {
        // The lowest points at N = 2 · C^0.5, D = C / (6 N), and a loss of 20 · C^-0.05 there.
        EqualFlopsSeries[] series =
        [
            .. new[] { 1e20, 1e18, 1e19 }.Select(flops => new EqualFlopsSeries(
                flops,
                [
                    .. new[] { 0.3, 0.6, 1.1, 2.5 }.Select(times => 2 * Math.Sqrt(flops) * times).Select(size => new ScalingRun(
                        size, flops / 6 / size,
                        20 * Math.Pow(flops, -0.05) + 0.1 * Math.Pow(Math.Log(size / (2 * Math.Sqrt(flops))), 2))),
                ])),
        ];
        var fit = ScalingFits.EqualFlops(series, NoIntervals);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fit.Profiles.Select(p => p.Series.Flops), Is.EqualTo(new[] { 1e18, 1e19, 1e20 }));
            Assert.That(fit.Profiles[0].Parameters.Value, Is.EqualTo(2e9).Within(1e-6).Percent);
            Assert.That(fit.Profiles[0].Tokens.Value, Is.EqualTo(1e18 / 6 / 2e9).Within(1e-6).Percent);
            Assert.That(fit.Profiles[0].Loss.Value, Is.EqualTo(20 * Math.Pow(1e18, -0.05)).Within(1e-9));
            Assert.That(fit.Profiles[1].Residuals, Has.All.EqualTo(0).Within(1e-9));
            Assert.That(fit.ParameterLaw!.Exponent.Value, Is.EqualTo(0.5).Within(1e-8));
            Assert.That(fit.ParameterLaw.Coefficient.Value, Is.EqualTo(2).Within(1e-5));
            Assert.That(fit.TokenLaw!.Exponent.Value, Is.EqualTo(0.5).Within(1e-8));
            Assert.That(fit.Optimum(1e22).Parameters, Is.EqualTo(2e11).Within(1e-4).Percent);
            Assert.That(fit.Optimum(1e22).IsExtrapolated, Is.True);
            Assert.That(fit.Optimum(1e19).IsExtrapolated, Is.False);
            Assert.That(fit.Optimum(1e19).Loss, Is.Null);
            Assert.That(fit.Warnings, Is.Empty);
        }
    }

    /// <summary>By numpy's polyfit of the same runs.</summary>
    [Test]
    public void MeasuredRunsGiveWhatNumPyFinds()
    {
        var fit = ScalingFits.EqualFlops(MadeRuns.Measured);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                fit.Profiles.Select(p => p.Parameters.Value),
                Is.EqualTo(new[] { 6744.5194, 22037.8944, 25589.6792, 48062.3111 }).Within(1e-3));
            Assert.That(
                fit.Profiles.Select(p => p.Tokens.Value),
                Is.EqualTo(new[] { 565790.5996, 470010.1777, 832365.3218, 989472.1530 }).Within(0.1));
            Assert.That(
                fit.Profiles.Select(p => p.Loss.Value), Is.EqualTo(new[] { 2.56963758, 2.35414998, 2.15119178, 1.97450849 }).Within(1e-7));
            Assert.That(fit.ParameterLaw!.Exponent.Value, Is.EqualTo(0.87149311).Within(1e-6));
            Assert.That(fit.TokenLaw!.Exponent.Value, Is.EqualTo(0.32436976).Within(1e-6));
            Assert.That(fit.ParameterLaw.Exponent.Lower, Is.LessThan(0.87).And.GreaterThan(0));
            Assert.That(fit.ParameterLaw.Exponent.Upper, Is.GreaterThan(0.88).And.LessThan(2));
        }
    }

    [Test]
    public void ChinchillasSharesAreNearAndWithinTheIntervals()
    {
        var exact = ScalingFits.EqualFlops(MadeRuns.SeriesOfChinchilla(), NoIntervals);
        Assert.That(exact.ParameterLaw!.Exponent.Value, Is.EqualTo(0.28 / 0.62).Within(0.02), "its curves are nearly parabolas");
        var options = new ScalingFitOptions { BootstrapSamples = 300, Seed = 1 };
        var noisy = ScalingFits.EqualFlops(MadeRuns.SeriesOfChinchilla(0.002, 4), options);
        var exponent = noisy.ParameterLaw!.Exponent;
        Assert.That(exact.ParameterLaw.Exponent.Value, Is.InRange(exponent.Lower, exponent.Upper));
        Assert.That(noisy.Profiles[0].Parameters.Lower, Is.LessThan(noisy.Profiles[0].Parameters.Value));
        Assert.That(ScalingFits.EqualFlops(MadeRuns.SeriesOfChinchilla(0.002, 4), options).ToString(), Is.EqualTo(noisy.ToString()));
    }

    [Test]
    public void WhatIsOutsideIsMarkedAndNotHidden()
    {
        // Only models above the optimum.
        var whole = MadeRuns.SeriesOfChinchilla();
        EqualFlopsSeries right = whole[0] with { Runs = [.. whole[0].Runs.Skip(4)] };
        var fit = ScalingFits.EqualFlops([right, whole[1]]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fit.Profiles.Select(p => p.IsExtrapolated), Is.EqualTo(new[] { true, false }));
            Assert.That(fit.Warnings, Has.Some.Contains("outside").And.Some.Contains("Two computations"));
            Assert.That(fit.ToString(), Does.Contain("(extrapolated)"));
            Assert.That(
                ScalingFits.EqualFlops([right]).Profiles[0].Parameters.Lower, Is.NaN, "three sizes leave no errors to draw from");
        }

        var other = ScalingFits.EqualFlops([whole[0] with { Flops = 6e20 }], NoIntervals);
        Assert.That(other.Warnings, Has.Some.Contains("far from"));
    }

    [Test]
    public void WhatCannotBeFittedIsSaid()
    {
        var series = MadeRuns.SeriesOfChinchilla();
        EqualFlopsSeries down = series[0] with { Runs = [.. series[0].Runs.Select(run => run with { Loss = 6 - run.Loss })] };
        EqualFlopsSeries line = series[0] with
        {
            Runs = [.. series[0].Runs.Select(run => run with { Loss = 6 - 0.1 * Math.Log(run.Parameters) })],
        };
        EqualFlopsSeries two = series[0] with { Runs = [.. series[0].Runs.Take(2), series[0].Runs[1]] };
        EqualFlopsSeries bad = series[0] with { Runs = [.. series[0].Runs, new(1e9, 1e9, double.NaN)] };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => ScalingFits.EqualFlops([]), ParametricFitTests.Fails(ScalingFitFailure.TooFewRuns));
            Assert.That(() => ScalingFits.EqualFlops([two]), ParametricFitTests.Fails(ScalingFitFailure.TooFewRuns, "2 different sizes"));
            Assert.That(() => ScalingFits.EqualFlops([down]), ParametricFitTests.Fails(ScalingFitFailure.NoMinimum, "6E+18"));
            Assert.That(() => ScalingFits.EqualFlops([line]), ParametricFitTests.Fails(ScalingFitFailure.NoMinimum));
            Assert.That(() => ScalingFits.EqualFlops([bad]), ParametricFitTests.Fails(ScalingFitFailure.InvalidRun, "loss"));
            Assert.That(
                () => ScalingFits.EqualFlops([series[0] with { Flops = 0 }]), ParametricFitTests.Fails(ScalingFitFailure.InvalidRun));
            Assert.That(
                () => ScalingFits.EqualFlops([series[0], series[0]]), ParametricFitTests.Fails(ScalingFitFailure.DegenerateDesign, "same"));
            Assert.That(
                () => ScalingFits.EqualFlops([series[0]]).Optimum(1e20),
                ParametricFitTests.Fails(ScalingFitFailure.TooFewRuns, "One computation"));
        }
    }

    [Test]
    public void RunsAreSortedIntoSeries()
    {
        var series = MadeRuns.SeriesOfChinchilla();
        var grouped = EqualFlopsSeries.Group([.. series.Reverse().SelectMany(s => s.Runs)]);
        Assert.That(grouped.Select(g => g.Runs.Count), Is.EqualTo(new[] { 7, 7, 7, 7 }));
        Assert.That(grouped.Select(g => g.Flops), Is.EqualTo(series.Select(s => s.Flops)).Within(1e-6).Percent);
        var near = EqualFlopsSeries.Group([new(1, 1, 1), new(1, 1.05, 1), new(1, 1.2, 1)]);
        Assert.That(near.Select(g => g.Runs.Count), Is.EqualTo(new[] { 2, 1 }));
        Assert.That(EqualFlopsSeries.Group([new(1, 1, 1), new(1, 3, 1)], run => 5)[0].Runs, Has.Count.EqualTo(2));
        Assert.That(() => EqualFlopsSeries.Group([new(0, 1, 1)]), ParametricFitTests.Fails(ScalingFitFailure.InvalidRun));
        Assert.That(() => EqualFlopsSeries.Group([new(1, 1, 1)], _ => -1), ParametricFitTests.Fails(ScalingFitFailure.InvalidRun));
    }
}
