using Pipelines.Tokenizers;

namespace Summarization;

/// <summary>What stands between an article and its summary.</summary>
internal static class Separator
{
    /// <summary>A token of its own, where the tokenizer is learned here.</summary>
    public const string Token = "<|summary|>";

    // How GPT-2 was asked for summaries (Radford et al. 2019).
    private const string Words = "\n\nTL;DR:\n";

    /// <summary>The separator of a tokenizer: the token where it has that, and otherwise words that it knows.</summary>
    public static string Of(Tokenizer tokenizer) => tokenizer.SpecialTokens.ContainsKey(Token) ? Token : Words;
}
