using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>When two numbers are the same answer.</summary>
public sealed class NumericMatchOptions : MetricOptions
{
    /// <summary>Whether the last number of a text is its answer; else the whole text has to be a number.</summary>
    public bool TakeLastNumber { get; set; } = true;

    /// <summary>How far apart numbers may be, as a share of the right one.</summary>
    [Range(0.0, 1.0)]
    public double RelativeTolerance { get; set; } = 1e-6;

    /// <summary>How far apart numbers may be.</summary>
    [Range(0.0, double.MaxValue)]
    public double AbsoluteTolerance { get; set; } = 1e-9;

    internal bool TryRead(string text, out double value) =>
        TakeLastNumber ? NumericAnswers.TryFindLast(text, out value) : NumericAnswers.TryParse(text, out value);
}
