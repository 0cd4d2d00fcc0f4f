namespace Pipelines.Evaluation;

/// <summary>A metric of a view: a value for each row, the score of all, and how it was made.</summary>
public sealed class MetricResult
{
    internal MetricResult(string name, IReadOnlyList<double> rows, ScoreEstimate estimate, string signature, bool higherIsBetter = true)
    {
        Name = name;
        Rows = rows;
        Estimate = estimate;
        Signature = signature;
        HigherIsBetter = higherIsBetter;
    }

    /// <summary>The metric as reports name it: <c>MAP@3</c>.</summary>
    public string Name { get; }

    /// <summary>The score of all rows.</summary>
    public double Value => Estimate.Value;

    /// <summary>The score of all rows and its 95 % interval.</summary>
    public ScoreEstimate Estimate { get; }

    /// <summary>The score of each row.</summary>
    public IReadOnlyList<double> Rows { get; }

    /// <summary>How many rows were scored.</summary>
    public int RowCount => Rows.Count;

    /// <summary>How the score was made; scores with other signatures cannot be compared.</summary>
    public string Signature { get; }

    /// <summary>Whether more is better.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>The score, its interval, the number of rows and how it was made.</summary>
    public override string ToString() => $"{Name} {Estimate} of {RowCount} rows; {Signature}";

    // The score is the mean of the rows'.
    internal static MetricResult OfMean(
        string name, double[] rows, MetricOptions options, string signature, bool higherIsBetter = true)
    {
        if (rows.Length == 0)
            throw new PipelineException("There are no rows to score.");
        return new MetricResult(
            name, rows, Bootstrap.Means(rows, 1, options.BootstrapSamples, options.Seed)[0], signature, higherIsBetter);
    }
}
