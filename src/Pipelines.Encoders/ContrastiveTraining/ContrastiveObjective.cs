namespace Pipelines.Encoders;

/// <summary>What makes a loss of similarities.</summary>
/// <param name="Scale">What similarities are multiplied by: one over the temperature.</param>
/// <param name="IsSymmetric">Whether positives look for their anchors, too.</param>
/// <param name="MasksFalseNegatives">Whether candidates that are no negatives are left out.</param>
internal sealed record ContrastiveObjective(double Scale, bool IsSymmetric, bool MasksFalseNegatives);
