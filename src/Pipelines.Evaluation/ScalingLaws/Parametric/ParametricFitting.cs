using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>Fits <see cref="ParametricScalingFit"/>.</summary>
internal static class ParametricFitting
{
    private const int Coefficients = 5;
    private const int Figures = 7;
    private const int Starts = 16;

    // Of the spread of the tokens, the part that their ratio to a power of the parameters must have to count as design and not as rounding.
    private const double LeastFreedom = 1e-4;

    public static ParametricScalingFit Fit(IReadOnlyList<ScalingRun> runs, ScalingFitOptions options)
    {
        ScalingValues.Check(runs);
        double[] parameters = [.. runs.Select(run => Math.Log(run.Parameters))], tokens = [.. runs.Select(run => Math.Log(run.Tokens))];
        var ones = new double[runs.Count];
        Array.Fill(ones, 1.0);
        if (Problem(parameters, tokens, ones) is { } problem)
            throw problem;
        var data = new LogSumExpData([.. runs.Select(run => run.Loss)], hasConstant: true, parameters, tokens);
        var minimum = new LogSumExpFit(data, options.HuberDelta, ones).Minimize(Starts);
        var values = new double[Figures];
        SetFigures(data, minimum.Point, values);
        // A loss that does not fall may have no best power either: that it does not fall is the reason.
        if (!(values[3] > 0 && values[4] > 0))
            throw NoDecrease(values);
        if (!minimum.IsConverged)
            throw NotConverged(minimum);
        var failed = 0;
        var estimates = Bootstrap.Figures(runs.Count, Figures, options, (rows, figures) =>
        {
            var weights = new double[rows.Length];
            foreach (var row in rows)
                weights[row]++;
            if (Problem(parameters, tokens, weights) is null
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
        return new ParametricScalingFit(
            [.. runs], estimates, minimum.Value, options, [.. Warnings(runs, parameters, tokens, values[0], failed, options)]);
    }

    private static void SetFigures(LogSumExpData data, double[] point, Span<double> figures)
    {
        var (alpha, beta) = (data.Exponent(point, 0), data.Exponent(point, 1));
        (figures[0], figures[1], figures[2]) = (
            data.Constant(point), Math.Exp(data.LogCoefficient(point, 0)), Math.Exp(data.LogCoefficient(point, 1)));
        (figures[3], figures[4]) = (alpha, beta);
        var areShares = alpha > 0 && beta > 0;
        (figures[5], figures[6]) = areShares ? (beta / (alpha + beta), alpha / (alpha + beta)) : (double.NaN, double.NaN);
    }

    // Why rows cannot tell the coefficients apart; null where they can.
    private static ScalingFitException? Problem(double[] parameters, double[] tokens, double[] weights)
    {
        var places = parameters.Zip(tokens).Where((_, i) => weights[i] > 0)
            .Select(p => (Math.Round(p.First, 9), Math.Round(p.Second, 9))).Distinct().Count();
        if (places < Coefficients)
        {
            return new ScalingFitException(
                ScalingFitFailure.TooFewRuns,
                $"There are {places.ToString(CultureInfo.InvariantCulture)} different pairs of parameters and tokens for the "
                + $"{Coefficients} coefficients E, A, B, α and β; train at least {Coefficients}, better three times as many.");
        }

        foreach (var (values, name, letter) in new[] { (parameters, "parameters", "α"), (tokens, "tokens", "β") })
        {
            if (ScalingValues.CountDifferent(values, weights) is var count and < 3)
            {
                return new ScalingFitException(
                    ScalingFitFailure.DegenerateDesign,
                    (count == 1 ? $"All runs have the same number of {name}" : $"The runs have only two different numbers of {name}")
                    + $", from which {letter} and E cannot be told apart; train at least three, far from each other.");
            }
        }

        var (slope, freedom) = Line(parameters, tokens, weights);
        return slope > 0 && freedom < LeastFreedom
            ? new ScalingFitException(
                ScalingFitFailure.DegenerateDesign,
                string.Create(CultureInfo.InvariantCulture, $"In all runs the tokens follow from the parameters (D ∝ N^{slope:F2}")
                + (Math.Abs(slope - 1) < 0.005 ? ", a constant ratio D / N" : "")
                + "), so that α and β cannot be told apart: the loss falls with both at once. Train some sizes "
                + "on fewer and on more tokens.")
            : null;
    }

    // How tokens go with parameters, and the part of their spread that does not.
    private static (double Slope, double Freedom) Line(double[] x, double[] y, double[] weights)
    {
        var (sum, meanX, meanY) = (weights.Sum(), 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
            (meanX, meanY) = (meanX + weights[i] * x[i] / sum, meanY + weights[i] * y[i] / sum);
        var (xx, xy, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (a, b) = (x[i] - meanX, y[i] - meanY);
            (xx, xy, yy) = (xx + weights[i] * a * a, xy + weights[i] * a * b, yy + weights[i] * b * b);
        }

        return (xy / xx, 1 - xy * xy / (xx * yy));
    }

    private static IEnumerable<string> Warnings(
        IReadOnlyList<ScalingRun> runs, double[] parameters, double[] tokens, double constant, int failed, ScalingFitOptions options)
    {
        if (runs.Count == Coefficients)
            yield return "Five runs for five coefficients: the law passes through all of them, and nothing is left to check it by.";
        var ones = new double[runs.Count];
        Array.Fill(ones, 1.0);
        if (Line(parameters, tokens, ones).Freedom < LeastFreedom)
        {
            yield return "All runs are of one computation: the coefficients follow from the bend of one curve, and nothing shows how "
                + "the loss falls with computation. Add runs of other budgets.";
        }

        if (constant < 1e-3 * runs.Min(run => run.Loss))
            yield return "E is next to nothing: the runs show no loss that stays, which is no proof that there is none.";
        if (failed > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{failed} of {options.BootstrapSamples} samples of the runs gave no law and are not in the intervals.");
        }
    }

    internal static ScalingFitException NotConverged(QuasiNewton.Minimum minimum) => new(
        ScalingFitFailure.NotConverged,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The fit found no minimum: where it ended the gradient is {minimum.Gradient:G3}, and {QuasiNewton.Converged:G1} was wanted. ")
        + "Look for runs whose loss is far from all others, or raise HuberDelta.");

    private static ScalingFitException NoDecrease(double[] values) => new(
        ScalingFitFailure.NoDecrease,
        $"The loss does not fall with {(values[3] > 0 ? "tokens: β" : "parameters: α")} came out as "
        + $"{ScalingValues.Write(values[3] > 0 ? values[4] : values[3])}. Runs with too high a learning rate, or trained for several "
        + "epochs, look like that; leave them out or add others.");
}
