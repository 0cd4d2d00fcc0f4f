namespace Pipelines.Evaluation;

internal sealed class TextExtractor : IAnswerExtractor
{
    public string Signature => "text";

    public string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim() is { Length: > 0 } answer ? answer : null;
    }
}
