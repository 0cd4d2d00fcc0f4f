using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How the intervals of a metric are made.</summary>
public class MetricOptions
{
    /// <summary>
    /// How many samples of the rows, drawn with replacement, the 95 % intervals of scores are taken from; 0 for no intervals.
    /// </summary>
    [Range(0, 1_000_000)]
    public int BootstrapSamples { get; set; } = 1000;

    /// <summary>Decides the samples.</summary>
    public int Seed { get; set; }
}
