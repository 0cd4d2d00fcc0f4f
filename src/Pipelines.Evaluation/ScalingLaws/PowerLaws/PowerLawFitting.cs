using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>Fits <see cref="PowerLawFit"/>.</summary>
internal static class PowerLawFitting
{
    private const int Figures = 3;

    public static PowerLawFit Fit(IReadOnlyList<ScalingPoint> points, bool hasIrreducibleLoss, ScalingFitOptions options)
    {
        for (var i = 0; i < points.Count; i++)
        {
            var where = $"Point {i.ToString(CultureInfo.InvariantCulture)}";
            ScalingValues.CheckPositive(points[i].X, "place", where);
            ScalingValues.CheckPositive(points[i].Loss, "loss", where);
        }

        double[] places = [.. points.Select(point => Math.Log(point.X))];
        var coefficients = hasIrreducibleLoss ? 3 : 2;
        if (ScalingValues.CountDifferent(places) is var different && different < coefficients)
        {
            throw new ScalingFitException(
                ScalingFitFailure.TooFewRuns,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"There are losses at {different} different places for {coefficients} coefficients; measure at least {coefficients}."));
        }

        var data = new LogSumExpData([.. points.Select(point => point.Loss)], hasIrreducibleLoss, places);
        var ones = new double[points.Count];
        Array.Fill(ones, 1.0);
        var minimum = new LogSumExpFit(data, options.HuberDelta, ones).Minimize(12);
        var values = new double[Figures];
        SetFigures(data, minimum.Point, values);
        if (!(values[2] > 0))
        {
            throw new ScalingFitException(
                ScalingFitFailure.NoDecrease,
                $"The loss does not fall with the scale: α came out as {ScalingValues.Write(values[2])}. Leave out what something else "
                + "limits, such as large models on few tokens.");
        }

        if (!minimum.IsConverged)
            throw ParametricFitting.NotConverged(minimum);
        var failed = 0;
        var estimates = Bootstrap.Figures(points.Count, Figures, options, (rows, figures) =>
        {
            var weights = new double[rows.Length];
            foreach (var row in rows)
                weights[row]++;
            if (ScalingValues.CountDifferent(places, weights) >= coefficients
                && new LogSumExpFit(data, options.HuberDelta, weights).Minimize(1, minimum.Point) is { IsConverged: true } found)
            {
                SetFigures(data, found.Point, figures);
                return;
            }

            Interlocked.Increment(ref failed);
            figures.Fill(double.NaN);
        });
        for (var f = 0; f < Figures; f++)
            estimates[f] = estimates[f] with { Value = values[f] };
        return new PowerLawFit(
            [.. points], hasIrreducibleLoss, estimates, minimum.Value, options,
            [.. Warnings(points, coefficients, hasIrreducibleLoss, values[0], failed, options)]);
    }

    private static void SetFigures(LogSumExpData data, double[] point, Span<double> figures)
    {
        var exponent = data.Exponent(point, 0);
        (figures[0], figures[1], figures[2]) = (data.Constant(point), Math.Exp(data.LogCoefficient(point, 0) / exponent), exponent);
    }

    private static IEnumerable<string> Warnings(
        IReadOnlyList<ScalingPoint> points, int coefficients, bool hasConstant, double constant, int failed, ScalingFitOptions options)
    {
        if (points.Count == coefficients)
        {
            yield return "There are as many points as coefficients: the law passes through all of them, and nothing "
                + "is left to check it by.";
        }

        if (hasConstant && constant < 1e-3 * points.Min(point => point.Loss))
            yield return "L∞ is next to nothing: the points show no loss that stays, which is no proof that there is none.";
        if (failed > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{failed} of {options.BootstrapSamples} samples of the points gave no law and are not in the intervals.");
        }
    }
}
