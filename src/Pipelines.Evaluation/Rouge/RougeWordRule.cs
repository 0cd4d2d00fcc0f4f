namespace Pipelines.Evaluation;

/// <summary>What the words of a text are.</summary>
public enum RougeWordRule
{
    /// <summary>
    /// As <c>rouge_score</c>: lower case, and only runs of a–z and 0–9. Its scores are those of papers; of other
    /// scripts nothing is left.
    /// </summary>
    RougeScore,

    /// <summary>
    /// Letters, marks and digits of any script in lower case; each character of scripts that put no spaces between words, and each symbol,
    /// is a word. Identical texts score 1, however short.
    /// </summary>
    Unicode,
}
