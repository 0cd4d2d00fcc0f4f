using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>The scores of a task of GLUE or SuperGLUE, from 0 to 1 (correlations from −1).</summary>
public sealed class GlueResult
{
    internal GlueResult(GlueTask task, IReadOnlyList<MetricResult> scores, int rowCount)
    {
        Task = task;
        Scores = scores;
        RowCount = rowCount;
    }

    /// <summary>The task.</summary>
    public GlueTask Task { get; }

    /// <summary>Its metrics, in the task's order.</summary>
    public IReadOnlyList<MetricResult> Scores { get; }

    /// <summary>The task's score: the mean of its metrics.</summary>
    public double Value => Scores.Average(s => s.Value);

    /// <summary>How many rows were scored.</summary>
    public int RowCount { get; }

    /// <summary>How the scores were made; scores with other signatures cannot be compared.</summary>
    public string Signature => $"{Task.Suite.ToLowerInvariant()}|task:{Task.Name}|{string.Join('|', Scores.Select(s => s.Signature))}";

    /// <summary>The scores and how they were made.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Task.Name} {Value:F4} ({string.Join(", ", Scores.Select(s => $"{s.Name} {s.Estimate}"))}) of {RowCount} rows; {Signature}");
}
