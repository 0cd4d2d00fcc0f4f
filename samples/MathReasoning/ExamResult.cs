using Pipelines.Evaluation;

namespace MathReasoning;

/// <summary>What came of a method with so many examples.</summary>
/// <param name="Method">The method.</param>
/// <param name="Shots">Worked examples before each question.</param>
/// <param name="Result">Scores of all questions.</param>
internal sealed record ExamResult(Method Method, int Shots, TaskResult Result)
{
    /// <summary>The metrics, each behind the method's name and, but for self-consistency, the number of examples.</summary>
    public IEnumerable<KeyValuePair<string, double?>> Metrics()
    {
        var name = Method == Method.SelfConsistency ? Method.Key() : $"{Method.Key()}.{Shots}shot";
        yield return new($"{name}.accuracy", Result.Score.Value);
        yield return new($"{name}.accuracyLower", Result.Score.Lower);
        yield return new($"{name}.accuracyUpper", Result.Score.Upper);
        yield return new($"{name}.unparsedRate", Result.UnparsedRate);
        yield return new($"{name}.cutOffRate", Result.CutOffRate);
        yield return new($"{name}.promptCutRate", Result.PromptCutRate);
    }
}
