namespace Pipelines.Encoders;

/// <summary>A question as tokens.</summary>
/// <param name="Options">The tokens of each option's row, special tokens included.</param>
/// <param name="Label">The right option; <see cref="TokenLabels.IgnoreIndex"/> where it is not known.</param>
/// <param name="TokenTypes">Which text of the pair each token belongs to; null for the first throughout.</param>
public sealed record ChoiceQuestion(
    IReadOnlyList<int[]> Options, int Label = TokenLabels.IgnoreIndex, IReadOnlyList<int[]>? TokenTypes = null);
