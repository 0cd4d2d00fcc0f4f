namespace Pipelines.Evaluation;

internal sealed class FirstOfExtractor : IAnswerExtractor
{
    private readonly IReadOnlyList<IAnswerExtractor> _rules;

    public FirstOfExtractor(IReadOnlyList<IAnswerExtractor> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.Count == 0)
            throw new PipelineException("There are no rules to find answers by. Give at least one.");
        _rules = [.. rules];
    }

    public string Signature => string.Join('|', _rules.Select(rule => rule.Signature));

    public string? Extract(string text)
    {
        foreach (var rule in _rules)
        {
            if (rule.Extract(text) is { } answer)
                return answer;
        }

        return null;
    }
}
