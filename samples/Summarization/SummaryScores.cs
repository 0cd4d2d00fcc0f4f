namespace Summarization;

/// <summary>The scores of a model's summaries: means of F-measures.</summary>
/// <param name="Rouge1">Words in common.</param>
/// <param name="Rouge2">Pairs of words in common.</param>
/// <param name="RougeL">Words in common in the same order.</param>
/// <param name="Lower">The lower end of ROUGE-L's 95 % interval.</param>
/// <param name="Upper">The upper end.</param>
/// <param name="Rows">How many summaries.</param>
/// <param name="Signature">How the scores were made.</param>
/// <param name="Texts">What was written.</param>
internal sealed record SummaryScores(
    double Rouge1, double Rouge2, double RougeL, double Lower, double Upper, int Rows, string Signature, IReadOnlyList<string> Texts)
{
    /// <summary>The metrics behind a name.</summary>
    public IEnumerable<KeyValuePair<string, double?>> Metrics(string name) => new Dictionary<string, double?>
    {
        [$"{name}.rouge1"] = Rouge1,
        [$"{name}.rouge2"] = Rouge2,
        [$"{name}.rougeL"] = RougeL,
        [$"{name}.rougeLLower"] = Lower,
        [$"{name}.rougeLUpper"] = Upper,
    };
}
