namespace Pipelines.Training;

/// <summary>What was measured after a step; null where its turn had not come.</summary>
internal readonly record struct Measurement(
    double? ValidationLoss = null, AnswerCheck? Answers = null, double? Guard = null, IReadOnlyDictionary<string, double>? Metrics = null);
