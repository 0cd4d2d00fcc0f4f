namespace Pipelines.Evaluation;

/// <summary>A function with a gradient, of a few variables whose natural steps are about 1.</summary>
internal interface ISmoothObjective
{
    /// <summary>The value, and the gradient.</summary>
    double Evaluate(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>What the inverse of the second derivatives is like, positive definite.</summary>
    double[,] InverseCurvature(ReadOnlySpan<double> point);
}
