using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How the variety of texts is measured.</summary>
public sealed class DiversityOptions : MetricOptions
{
    /// <summary>The lengths of runs of words.</summary>
    [MinLength(1)]
    public IReadOnlyList<int> Lengths { get; set; } = [1, 2, 3, 4];
}
