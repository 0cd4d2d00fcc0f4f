using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>Tokens as text again, with what is learned between ⟦ and ⟧.</summary>
public static class ExamplePreview
{
    private const int MostTokens = 200;

    /// <summary>As much as is legible, around the place where learning begins.</summary>
    /// <param name="tokenizer">Made the tokens.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="isLearned">Whether the token of an index is learned.</param>
    public static string Create(Tokenizer tokenizer, ReadOnlySpan<int> tokens, Func<int, bool> isLearned)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(isLearned);
        var first = 0;
        while (first < tokens.Length && !isLearned(first))
            first++;
        var start = first == tokens.Length ? 0 : Math.Max(0, first - (MostTokens / 2));
        var end = Math.Min(tokens.Length, start + MostTokens);
        var text = new StringBuilder(start > 0 ? "…" : "");
        for (var i = start; i < end;)
        {
            var learned = isLearned(i);
            var part = i;
            while (i < end && isLearned(i) == learned)
                i++;
            var words = tokenizer.Decode(tokens[part..i]);
            text.Append(learned ? $"⟦{words}⟧" : words);
        }

        return text.Append(end < tokens.Length ? "…" : "").ToString();
    }
}
