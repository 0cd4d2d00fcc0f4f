using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Evaluation.Tests;

internal sealed class AxisScaleTests
{
    [Test]
    public void TicksHoldTheRangeInRoundSteps() => Prop.ForAll(
        ArbMap.Default.ArbFor<(NormalFloat, NormalFloat)>(),
        ((NormalFloat, NormalFloat) pair) =>
        {
            var (low, high) = (Math.Min(pair.Item1.Get, pair.Item2.Get), Math.Max(pair.Item1.Get, pair.Item2.Get));
            if (Math.Abs(low) > 1e300 || Math.Abs(high) > 1e300)
                return true;
            var axis = new AxisScale(low, high, 8);
            return axis.Ticks.Count is >= 2 and <= 20
                && axis.Ticks.Zip(axis.Ticks.Skip(1)).All(p => p.Second > p.First)
                && axis.Position(low) >= -1e-6 && axis.Position(high) <= 1 + 1e-6
                && axis.Ticks.All(tick => axis.Label(tick).Length < 20);
        }).QuickCheckThrowOnFailure();

    [TestCase(0, 2000, new[] { "0", "200", "400", "600", "800", "1,000", "1,200", "1,400", "1,600", "1,800", "2,000" })]
    [TestCase(1.52, 4.17, new[] { "1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5" })]
    [TestCase(3, 3, new[] { "2.5", "2.6", "2.7", "2.8", "2.9", "3.0", "3.1", "3.2", "3.3", "3.4", "3.5" })]
    [TestCase(0, 2e12, new[] { "0e+0", "5e+11", "1e+12", "1.5e+12", "2e+12" })]
    public void LabelsAreAsPreciseAsTheirDistance(double low, double high, string[] expected)
    {
        var axis = new AxisScale(low, high, expected.Length - 1);
        Assert.That(axis.Ticks.Select(axis.Label), Is.EqualTo(expected));
    }

    [TestCase(0.9, 12, new[] { "0.5", "1", "2", "5", "10", "20" })]
    [TestCase(0.001, 1000, new[] { "0.001", "0.01", "0.1", "1", "10", "100", "1,000" })]
    [TestCase(3, 3, new[] { "2", "5" })]
    [TestCase(1e-30, 1e30, new[] { "1e-30", "1e-22", "1e-14", "1e-6", "100", "1e+10", "1e+18", "1e+26", "1e+34" })]
    public void LogarithmicTicksAreRoundAndHoldTheRange(double low, double high, string[] expected)
    {
        var axis = new LogarithmicScale(low, high);
        Assert.That(axis.Ticks.Select(axis.Label), Is.EqualTo(expected));
        Assert.That(axis.Position(low), Is.InRange(-1e-9, 1 + 1e-9));
        Assert.That(axis.Position(high), Is.InRange(-1e-9, 1 + 1e-9));
    }

    [Test]
    public void WhatHasNoLogarithmGetsAnAxisAllTheSame() =>
        Assert.That(new LogarithmicScale(double.NaN, double.NaN).Ticks, Has.Count.GreaterThan(1));
}
