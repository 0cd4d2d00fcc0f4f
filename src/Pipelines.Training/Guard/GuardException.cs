using System.Globalization;

namespace Pipelines.Training;

/// <summary>Training spoiled what the guard set stands for, so it was stopped.</summary>
public sealed class GuardException : PipelineException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="stage">The stage that trained.</param>
    /// <param name="measure">What was measured: the loss, or a metric's id.</param>
    /// <param name="step">The steps done.</param>
    /// <param name="value">The measure.</param>
    /// <param name="start">The measure before the first step.</param>
    /// <param name="limit">The worst value allowed.</param>
    /// <param name="checkpoint">The last checkpoint, written while the guard held; null where there is none.</param>
    public GuardException(string stage, string measure, int step, double value, double start, double limit, string? checkpoint)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"{stage}: the guard set's {measure} is {value:G5} after step {step}, "
                + $"past its limit of {limit:G5} (it started at {start:G5}). ")
            + (checkpoint is null ? "There is no checkpoint. " : $"The last good checkpoint is {checkpoint}. ")
            + "Train fewer steps or with a lower LearningRate, mix in rows like the guard's, or widen the limit.")
    {
        Step = step;
        Value = value;
        Start = start;
        Limit = limit;
        Checkpoint = checkpoint;
    }

    /// <summary>The steps done.</summary>
    public int Step { get; }

    /// <summary>The measure.</summary>
    public double Value { get; }

    /// <summary>The measure before the first step.</summary>
    public double Start { get; }

    /// <summary>The worst value allowed.</summary>
    public double Limit { get; }

    /// <summary>The last checkpoint, written while the guard held; null where there is none.</summary>
    public string? Checkpoint { get; }
}
