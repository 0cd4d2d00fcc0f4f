namespace Pipelines.Evaluation.Tests;

internal sealed class QuasiNewtonTests
{
    /// <summary>Rosenbrock's valley, its lowest point at (1, 1).</summary>
    [TestCase(-1.2, 1)]
    [TestCase(5, -3)]
    public void ABentValleyIsFollowedToItsEnd(double x, double y)
    {
        var minimum = QuasiNewton.Minimize(new Valley(), [x, y]);
        Assert.That(minimum.IsConverged, Is.True);
        Assert.That(minimum.Point, Is.EqualTo(new[] { 1.0, 1.0 }).Within(1e-8));
    }

    [Test]
    public void WhatFallsWithoutEndIsNotConverged() =>
        Assert.That(QuasiNewton.Minimize(new Slope(), [0]).IsConverged, Is.False);

    [Test]
    public void TheGradientOfTheFitIsThatOfItsValue()
    {
        var runs = MadeRuns.OfChinchilla(0.01, 2);
        var data = new LogSumExpData(
            [.. runs.Select(r => r.Loss)], hasConstant: true, [.. runs.Select(r => Math.Log(r.Parameters))],
            [.. runs.Select(r => Math.Log(r.Tokens))]);
        var fit = new LogSumExpFit(data, 0.02, [.. runs.Select((_, i) => i % 3.0)]);
        double[] point = [-0.6, 0.3, -0.4, 0.5, 0.4], gradient = new double[5], other = new double[5];
        fit.Evaluate(point, gradient);
        for (var i = 0; i < point.Length; i++)
        {
            double[] more = [.. point], less = [.. point];
            (more[i], less[i]) = (more[i] + 1e-6, less[i] - 1e-6);
            Assert.That(gradient[i], Is.EqualTo((fit.Evaluate(more, other) - fit.Evaluate(less, other)) / 2e-6).Within(1e-6));
        }
    }

    private sealed class Valley : ISmoothObjective
    {
        public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
        {
            var (a, b) = (1 - point[0], point[1] - point[0] * point[0]);
            (gradient[0], gradient[1]) = (-2 * a - 400 * point[0] * b, 200 * b);
            return a * a + 100 * b * b;
        }

        public double[,] InverseCurvature(ReadOnlySpan<double> point) => new double[,] { { 1, 0 }, { 0, 1 } };
    }

    private sealed class Slope : ISmoothObjective
    {
        public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
        {
            gradient[0] = -1;
            return -point[0];
        }

        public double[,] InverseCurvature(ReadOnlySpan<double> point) => new double[,] { { 1 } };
    }
}
