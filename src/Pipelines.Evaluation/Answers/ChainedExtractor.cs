namespace Pipelines.Evaluation;

internal sealed class ChainedExtractor : IAnswerExtractor
{
    private readonly IAnswerExtractor _first;
    private readonly IAnswerExtractor _second;

    public ChainedExtractor(IAnswerExtractor first, IAnswerExtractor second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        (_first, _second) = (first, second);
    }

    public string Signature => $"{_first.Signature}>{_second.Signature}";

    public string? Extract(string text) => _first.Extract(text) is { } found ? _second.Extract(found) : null;
}
