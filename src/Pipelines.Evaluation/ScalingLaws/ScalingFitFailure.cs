namespace Pipelines.Evaluation;

/// <summary>Why runs give no scaling law.</summary>
public enum ScalingFitFailure
{
    /// <summary>There are fewer different runs than coefficients.</summary>
    TooFewRuns,

    /// <summary>A run has a value that is not above zero, or no number.</summary>
    InvalidRun,

    /// <summary>The runs differ in ways that cannot tell the coefficients apart.</summary>
    DegenerateDesign,

    /// <summary>No start led to a minimum of the fit's own loss.</summary>
    NotConverged,

    /// <summary>The loss does not fall with more parameters, tokens or computation.</summary>
    NoDecrease,

    /// <summary>The losses of equal computation have no lowest point: their parabola opens downwards or is a line.</summary>
    NoMinimum,
}
