using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>Two models on the same questions, compared question by question.</summary>
public sealed class TaskComparison
{
    private TaskComparison(
        TaskResult first, TaskResult second, IReadOnlyList<string> differences, ScoreEstimate difference, int onlyFirst, int onlySecond,
        double pValue)
    {
        (First, Second, Differences) = (first, second, differences);
        (Difference, OnlyFirst, OnlySecond, PValue) = (difference, onlyFirst, onlySecond, pValue);
    }

    /// <summary>A result.</summary>
    public TaskResult First { get; }

    /// <summary>The other.</summary>
    public TaskResult Second { get; }

    /// <summary>What else differs than the model, where the comparison was forced; else empty.</summary>
    public IReadOnlyList<string> Differences { get; }

    /// <summary>The second's mean score less the first's, with the 95 % interval of questions drawn again in pairs.</summary>
    public ScoreEstimate Difference { get; }

    /// <summary>Questions that only the first has right.</summary>
    public int OnlyFirst { get; }

    /// <summary>Questions that only the second has right.</summary>
    public int OnlySecond { get; }

    /// <summary>
    /// McNemar's exact test (1947): how likely so uneven a split of those questions is by chance alone, two-sided. NaN where scores lie
    /// between 0 and 1, which the test is not made for.
    /// </summary>
    public double PValue { get; }

    /// <summary>Compares two results.</summary>
    /// <param name="first">A result.</param>
    /// <param name="second">The other.</param>
    /// <param name="force">
    /// Whether to compare results whose fingerprints differ in more than the model, on the questions that both have.
    /// </param>
    /// <param name="options">Samples of the interval; null for the defaults.</param>
    /// <exception cref="PipelineException">The fingerprints differ in more than the model, or no question is in both.</exception>
    public static TaskComparison Compare(TaskResult first, TaskResult second, bool force = false, MetricOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var differences = first.Fingerprint.Differences(second.Fingerprint);
        if (differences.Count > 0 && !force)
        {
            throw new PipelineException(
                $"The scores of {first.Model} and {second.Model} were not made alike and cannot be compared: "
                + $"{string.Join("; ", differences)}. Run both alike, or force the comparison.");
        }

        if (first.Task.Scoring == TaskScoring.Likelihood || second.Task.Scoring == TaskScoring.Likelihood)
            throw new PipelineException("Perplexities are of texts as wholes, and no question is right or wrong. Compare their scores.");
        var pairs = Pair(first, second);
        options ??= new MetricOptions();
        var estimate = Bootstrap.Means(
            [.. pairs.Select(pair => pair.Second - pair.First)], 1, options.BootstrapSamples, options.Seed)[0];
        var onlyFirst = pairs.Count(pair => pair is { First: 1, Second: 0 });
        var onlySecond = pairs.Count(pair => pair is { First: 0, Second: 1 });
        var isBinary = pairs.TrueForAll(pair => pair.First is 0 or 1 && pair.Second is 0 or 1);
        return new TaskComparison(
            first, second, differences, estimate, onlyFirst, onlySecond, isBinary ? McNemar(onlyFirst, onlySecond) : double.NaN);
    }

    /// <summary>McNemar's exact test: the two-sided tail of a fair coin.</summary>
    /// <param name="onlyFirst">Pairs in which only the first is right.</param>
    /// <param name="onlySecond">Pairs in which only the second is right.</param>
    public static double McNemar(int onlyFirst, int onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        var (count, fewer) = (onlyFirst + onlySecond, Math.Min(onlyFirst, onlySecond));

        // Sums of logarithms: the coefficients of a thousand pairs are beyond a double.
        var (tail, term) = (0.0, -count * Math.Log(2));
        for (var k = 0; k <= fewer; k++)
        {
            tail += Math.Exp(term);
            term += Math.Log(count - k) - Math.Log(k + 1);
        }

        return Math.Min(1, 2 * tail);
    }

    /// <summary>Both scores, their difference and how sure it is.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{First.Task.Name}: {First.Model} {First.Score.Value:F4}, {Second.Model} {Second.Score.Value:F4}, difference {Difference}, "
        + $"only one right {OnlyFirst} and {OnlySecond}, p = {PValue:F4}")
        + (Differences.Count > 0 ? $"; forced: {string.Join("; ", Differences)}" : "");

    private static List<(double First, double Second)> Pair(TaskResult first, TaskResult second)
    {
        var others = new Dictionary<(string, string), double>();
        foreach (var row in second.Rows)
            others.TryAdd((row.Id, row.Question), row.Score);
        var pairs = new List<(double, double)>();
        foreach (var row in first.Rows)
        {
            if (others.TryGetValue((row.Id, row.Question), out var score))
                pairs.Add((row.Score, score));
        }

        return pairs.Count > 0 ? pairs : throw new PipelineException("The results have no question in common.");
    }
}
