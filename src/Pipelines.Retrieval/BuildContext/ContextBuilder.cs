using System.Globalization;
using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Retrieval;

/// <summary>
/// Puts passages together within a budget of tokens. What an earlier passage already says word for word, white space and case aside, does
/// not come again.
/// </summary>
public sealed class ContextBuilder
{
    private readonly BuildContextOptions _options;
    private readonly Tokenizer? _tokenizer;

    /// <summary>Makes a builder.</summary>
    /// <param name="options">How; validated here. They must not change afterwards.</param>
    /// <param name="tokenizer">The tokenizer of the model that reads the context; needed for a budget.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="RetrievalException">There is a budget, but no tokenizer.</exception>
    public ContextBuilder(BuildContextOptions options, Tokenizer? tokenizer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _tokenizer) = (OptionsValidation.Validated(options), tokenizer);
        if (options.MaximumTokens > 0 && tokenizer is null)
        {
            throw new RetrievalException(
                $"A context may have {options.MaximumTokens} tokens, but there is no tokenizer to count them. Give the reading model's.");
        }
    }

    /// <summary>The context of some passages.</summary>
    /// <param name="passages">The passages, best first.</param>
    /// <exception cref="TokenizationException">A passage holds something that the tokenizer has no token for.</exception>
    public BuiltContext Build(IReadOnlyList<string> passages)
    {
        ArgumentNullException.ThrowIfNull(passages);
        var (text, sources, said) = ("", new List<int>(), new List<string>());
        for (var i = 0; i < passages.Count; i++)
        {
            var words = Normalized(passages[i]);
            if (words.Length == 0 || said.Exists(earlier => Says(earlier, words)))
                continue;
            var longer = text + (sources.Count == 0 ? "" : _options.Separator) + Numbered(passages[i], sources.Count + 1);
            if (_options.MaximumTokens > 0 && _tokenizer!.CountTokens(longer) > _options.MaximumTokens)
                continue;
            text = longer;
            sources.Add(i);
            said.Add(words);
        }

        return new BuiltContext(text, sources);
    }

    private static bool Says(string earlier, string words)
    {
        // Whole words: "art" is not said by "party".
        for (var at = earlier.IndexOf(words, StringComparison.Ordinal); at >= 0;
            at = at + 1 < earlier.Length ? earlier.IndexOf(words, at + 1, StringComparison.Ordinal) : -1)
        {
            var end = at + words.Length;
            if ((at == 0 || earlier[at - 1] == ' ') && (end == earlier.Length || earlier[end] == ' '))
                return true;
        }

        return false;
    }

    private static string Normalized(string passage)
    {
        var result = new StringBuilder(passage.Length);
        foreach (var part in passage.AsSpan().EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(part))
                result.Append(Rune.ToLowerInvariant(part));
            else if (result.Length > 0 && result[^1] != ' ')
                result.Append(' ');
        }

        return result.ToString().TrimEnd(' ');
    }

    private string Numbered(string passage, int number) =>
        _options.NumberSources ? string.Create(CultureInfo.InvariantCulture, $"[{number}] {passage.Trim()}") : passage.Trim();
}
