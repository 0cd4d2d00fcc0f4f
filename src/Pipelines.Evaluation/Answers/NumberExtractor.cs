namespace Pipelines.Evaluation;

internal sealed class NumberExtractor(bool isLast) : IAnswerExtractor
{
    public string Signature => isLast ? "number(last)" : "number(first)";

    public string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = 0;
        var isFound = isLast ? NumericAnswers.TryFindLast(text, out var value) : NumberScanner.TryFind(text, ref start, out _, out value);
        return isFound ? NumericAnswers.Format(value) : null;
    }
}
