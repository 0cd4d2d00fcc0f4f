namespace Pipelines.Training;

/// <summary>What a model wrote at one point of its training.</summary>
/// <param name="Samples">The samples, in the order of the prompts.</param>
/// <param name="Scores">The scores of its answers by the metrics' ids.</param>
public sealed record AnswerCheck(IReadOnlyList<GeneratedAnswer> Samples, IReadOnlyDictionary<string, double> Scores);
