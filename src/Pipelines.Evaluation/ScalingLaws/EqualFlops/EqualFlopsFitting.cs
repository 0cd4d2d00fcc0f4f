using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>Fits <see cref="EqualFlopsFit"/>.</summary>
internal static class EqualFlopsFitting
{
    private const int Coefficients = 3;

    // 6 N D is a rule of thumb: small models and long contexts differ from it, but not by more than this.
    private const double RuleOfThumb = 3;

    public static EqualFlopsFit Fit(IReadOnlyList<EqualFlopsSeries> series, ScalingFitOptions options)
    {
        if (series.Count == 0)
            throw new ScalingFitException(ScalingFitFailure.TooFewRuns, "There are no series of equal computation; give one at least.");
        foreach (var one in series)
            Check(one);
        EqualFlopsSeries[] sorted = [.. series.OrderBy(s => s.Flops)];
        double[] budgets = [.. sorted.Select(s => Math.Log(s.Flops))];
        if (ScalingValues.CountDifferent(budgets) < sorted.Length)
        {
            throw new ScalingFitException(
                ScalingFitFailure.DegenerateDesign, "Two series have the same computation; put their runs into one.");
        }

        EqualFlopsParabola[] parabolas =
        [
            .. sorted.Select(s => EqualFlopsParabola.Through(s.Runs, [.. s.Runs.Select(run => run.Loss)]) ?? throw NoMinimum(s)),
        ];
        var values = Figures(parabolas, budgets);
        var (estimates, failed) = Estimate(sorted, parabolas, budgets, values, options);
        EqualFlopsProfile[] profiles =
            [.. sorted.Select((s, i) => new EqualFlopsProfile(s, parabolas[i], estimates[(3 * i)..(3 * i + 3)]))];
        var laws = estimates[(3 * sorted.Length)..];
        return new EqualFlopsFit(
            profiles, laws.Length == 0 ? null : new ComputePowerLaw(laws[0], laws[1]),
            laws.Length == 0 ? null : new ComputePowerLaw(laws[2], laws[3]), options, [.. Warnings(profiles, failed, options)]);
    }

    private static void Check(EqualFlopsSeries series)
    {
        ScalingValues.CheckPositive(series.Flops, "operations", "A series");
        var of = $" of {ScalingValues.Write(series.Flops)} operations";
        ScalingValues.Check(series.Runs, of);
        if (ScalingValues.CountDifferent([.. series.Runs.Select(run => Math.Log(run.Parameters))]) is var sizes && sizes >= Coefficients)
            return;
        throw new ScalingFitException(
            ScalingFitFailure.TooFewRuns,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The series{of} has {sizes} different sizes; a parabola needs {Coefficients}, better {Coefficients + 2}."));
    }

    private static ScalingFitException NoMinimum(EqualFlopsSeries series) => new(
        ScalingFitFailure.NoMinimum,
        $"The losses of the series of {ScalingValues.Write(series.Flops)} operations lie on a line or a parabola that opens downwards, "
        + "and have no lowest point; train smaller and larger models with the same computation.");

    // Of each series parameters, tokens and loss at the lowest point; of several, what stands before the powers, and the exponents.
    private static double[] Figures(EqualFlopsParabola[] parabolas, double[] budgets)
    {
        List<double> figures = [];
        foreach (var parabola in parabolas)
            figures.AddRange([parabola.Parameters, parabola.Tokens, parabola.Loss]);
        if (parabolas.Length < 2)
            return [.. figures];
        foreach (double[] optima in new double[][] { [.. parabolas.Select(p => p.Parameters)], [.. parabolas.Select(p => p.Tokens)] })
        {
            double[] logarithms = [.. optima.Select(o => Math.Log(o))];
            var (mean, height) = (budgets.Average(), logarithms.Average());
            var exponent = budgets.Zip(logarithms, (c, o) => (c - mean) * (o - height)).Sum() / budgets.Sum(c => (c - mean) * (c - mean));
            figures.AddRange([Math.Exp(height - exponent * mean), exponent]);
        }

        return [.. figures];
    }

    private static (ScoreEstimate[] Estimates, int Failed) Estimate(
        EqualFlopsSeries[] series, EqualFlopsParabola[] parabolas, double[] budgets, double[] values, ScalingFitOptions options)
    {
        // Errors of a series with as many sizes as coefficients are 0 and say nothing.
        double[] errors =
        [
            .. series.SelectMany((s, i) => s.Runs.Count == Coefficients
                ? []
                : s.Runs.Select(run => (run.Loss - parabolas[i].LossAt(run.Parameters))
                    * Math.Sqrt(s.Runs.Count / (double)(s.Runs.Count - Coefficients)))),
        ];
        if (errors.Length == 0 || options.BootstrapSamples == 0)
            return ([.. values.Select(value => new ScoreEstimate(value, double.NaN, double.NaN))], 0);
        var failed = 0;
        var runs = series.Sum(s => s.Runs.Count);
        var estimates = Bootstrap.Figures(runs, values.Length, options, (rows, figures) =>
        {
            var (drawn, place) = (new EqualFlopsParabola[series.Length], 0);
            for (var s = 0; s < series.Length; s++)
            {
                var losses = new double[series[s].Runs.Count];
                for (var i = 0; i < losses.Length; i++)
                    losses[i] = parabolas[s].LossAt(series[s].Runs[i].Parameters) + errors[rows[place++] % errors.Length];
                if (EqualFlopsParabola.Through(series[s].Runs, losses) is not { } parabola)
                {
                    Interlocked.Increment(ref failed);
                    figures.Fill(double.NaN);
                    return;
                }

                drawn[s] = parabola;
            }

            Figures(drawn, budgets).CopyTo(figures);
        });
        return ([.. estimates.Select((estimate, i) => estimate with { Value = values[i] })], failed);
    }

    private static IEnumerable<string> Warnings(EqualFlopsProfile[] profiles, int failed, ScalingFitOptions options)
    {
        foreach (var profile in profiles)
        {
            var flops = ScalingValues.Write(profile.Series.Flops);
            if (profile.IsExtrapolated)
            {
                yield return $"The lowest point of {flops} operations, {ScalingValues.Write(profile.Parameters.Value)} parameters, lies "
                    + "outside of the sizes trained; train models around it.";
            }

            foreach (var run in profile.Series.Runs)
            {
                var rule = 6 * run.Parameters * run.Tokens;
                if (rule < profile.Series.Flops / RuleOfThumb || rule > profile.Series.Flops * RuleOfThumb)
                {
                    yield return $"6 · {ScalingValues.Write(run.Parameters)} parameters · {ScalingValues.Write(run.Tokens)} tokens is "
                        + $"{ScalingValues.Write(rule)}, far from the {flops} operations of its series; see that both are right.";
                }
            }
        }

        if (profiles.Length == 2)
            yield return "Two computations: the power laws pass through both, and nothing is left to check them by.";
        if (failed > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"In {failed} of {options.BootstrapSamples} samples of the errors a parabola had no lowest point; ")
                + "they are not in the intervals.";
        }
    }
}
