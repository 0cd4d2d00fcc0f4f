namespace Pipelines.Tokenizers;

/// <summary>What an embedder does to a text before its tokenizer sees it: the prompt in front, no white space at the ends, lower case.</summary>
/// <param name="Prompt">What is put before every text.</param>
/// <param name="LowerCase">Whether texts are made lower case.</param>
public sealed record TextPreparation(string Prompt = "", bool LowerCase = false)
{
    /// <summary>The text as the tokenizer gets it.</summary>
    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = (Prompt + text).AsSpan().Trim().Trim("\u001c\u001d\u001e\u001f").Trim().ToString(); // all that Python strips
        return LowerCase ? text.ToLowerInvariant() : text;
    }
}
