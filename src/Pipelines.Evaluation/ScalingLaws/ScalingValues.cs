using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>What every fit checks of its runs, and how it writes numbers of any size.</summary>
internal static class ScalingValues
{
    // Logarithms nearer than this are of the same value.
    private const double Same = 1e-9;

    public static void CheckPositive(double value, string name, string where)
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw new ScalingFitException(
                ScalingFitFailure.InvalidRun,
                string.Create(CultureInfo.InvariantCulture, $"{where} has {value} as its {name}; a number above zero is needed. ")
                + "Leave out runs that came to nothing.");
        }
    }

    public static void Check(IReadOnlyList<ScalingRun> runs, string of = "")
    {
        for (var i = 0; i < runs.Count; i++)
        {
            var where = $"Run {i.ToString(CultureInfo.InvariantCulture)}{of}";
            CheckPositive(runs[i].Parameters, "parameters", where);
            CheckPositive(runs[i].Tokens, "tokens", where);
            CheckPositive(runs[i].Loss, "loss", where);
        }
    }

    /// <summary>How many values differ, of those whose weight is not 0.</summary>
    public static int CountDifferent(double[] logarithms, double[]? weights = null)
    {
        double[] sorted = [.. logarithms.Where((_, i) => weights is null || weights[i] > 0).Order()];
        var count = sorted.Length == 0 ? 0 : 1;
        for (var i = 1; i < sorted.Length; i++)
            count += sorted[i] - sorted[i - 1] > Same ? 1 : 0;
        return count;
    }

    public static string Write(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    public static string Write(ScoreEstimate estimate) => double.IsNaN(estimate.Lower)
        ? Write(estimate.Value)
        : $"{Write(estimate.Value)} [{Write(estimate.Lower)}, {Write(estimate.Upper)}]";

    public static string Signature(string form, ScalingFitOptions options, bool isRobust) => string.Create(
        CultureInfo.InvariantCulture,
        $"scaling-law|form:{form}|{(isRobust ? $"huber:{options.HuberDelta}|residuals:log" : "squares|residuals:loss")}"
        + $"|samples:{options.BootstrapSamples}|seed:{options.Seed}");
}
