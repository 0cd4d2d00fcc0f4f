namespace Pipelines.Evaluation;

internal sealed class NumberExtractor(bool isLast) : IAnswerExtractor
{
    public string Signature => isLast ? "number(last)" : "number(first)";

    public string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string? found = null;
        var start = 0;
        while (NumberText.TryFind(text, ref start, out var length, out var value))
        {
            found = NumberText.Format(value);
            if (!isLast)
                break;
            start += length;
        }

        return found;
    }
}
