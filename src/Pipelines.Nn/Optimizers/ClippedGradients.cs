namespace Pipelines.Nn;

/// <summary>What <see cref="GradientClipping"/> found.</summary>
/// <param name="Norm">The norm before clipping. Check that it is finite before the step.</param>
/// <param name="Scale">The factor to apply: <see cref="Optimizer.Step"/>'s argument.</param>
public readonly record struct ClippedGradients(double Norm, float Scale);
