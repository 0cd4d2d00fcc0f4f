namespace Pipelines.Evaluation;

/// <summary>Runs of several sizes, each trained with the same computation.</summary>
/// <param name="Flops">The computation, in floating-point operations.</param>
/// <param name="Runs">The runs.</param>
public sealed record EqualFlopsSeries(double Flops, IReadOnlyList<ScalingRun> Runs)
{
    /// <summary>
    /// Sorts runs by their computation into series; those of a series differ from its least one by less than a tolerance.
    /// </summary>
    /// <param name="runs">The runs.</param>
    /// <param name="flops">The computation of a run, in floating-point operations; null for 6 · parameters · tokens.</param>
    /// <param name="tolerance">The part by which runs of a series may differ: 0.1 is ten per cent.</param>
    /// <returns>The series, of less computation first; the computation of each is the geometric mean of its runs.</returns>
    /// <exception cref="ScalingFitException">A value is not above zero.</exception>
    public static IReadOnlyList<EqualFlopsSeries> Group(
        IReadOnlyList<ScalingRun> runs, Func<ScalingRun, double>? flops = null, double tolerance = 0.1)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tolerance);
        ScalingValues.Check(runs);
        List<EqualFlopsSeries> series = [];
        List<(double Flops, ScalingRun Run)> open = [];
        var costs = runs.Select(run => (Cost: flops?.Invoke(run) ?? 6 * run.Parameters * run.Tokens, Run: run));
        foreach (var (cost, run) in costs.OrderBy(r => r.Cost))
        {
            ScalingValues.CheckPositive(cost, "operations", $"The run of {ScalingValues.Write(run.Parameters)} parameters");
            if (open.Count > 0 && cost > open[0].Flops * (1 + tolerance))
                Close();
            open.Add((cost, run));
        }

        if (open.Count > 0)
            Close();
        return series;

        void Close()
        {
            series.Add(new EqualFlopsSeries(Math.Exp(open.Average(r => Math.Log(r.Flops))), [.. open.Select(r => r.Run)]));
            open.Clear();
        }
    }
}
