using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How scaling laws are fitted and their intervals made.</summary>
public class ScalingFitOptions : MetricOptions
{
    /// <summary>
    /// Errors of the logarithm of the loss count by their square up to here and by their size beyond it (Huber 1964), so that a run that
    /// went wrong moves the law little. Hoffmann et al. (2022) take 0.001. Parabolas of equal computation are fitted by least squares.
    /// </summary>
    [Range(1e-9, 1e3)]
    public double HuberDelta { get; set; } = 1e-3;
}
