namespace Pipelines.Gpt;

/// <summary>New tokens of one or more sequences, computed in one pass.</summary>
/// <param name="Runs">The sequences' rows, one behind the other.</param>
internal sealed record DecodingStep(IReadOnlyList<DecodingRun> Runs);
