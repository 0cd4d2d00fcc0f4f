using Pipelines;
using Pipelines.Nn;
using Pipelines.Tokenizers;

namespace Inspect;

/// <summary>The tokenizer beside a model.</summary>
/// <param name="VocabularySize">How many ids it has; 0 without a tokenizer.</param>
/// <param name="Facts">Names and values; empty without a tokenizer.</param>
internal sealed record TokenizerReport(int VocabularySize, IReadOnlyList<KeyValuePair<string, string>> Facts)
{
    private const int ListedTokens = 6;

    private static readonly string[] Files = ["tokenizer.json", "vocab.json", "vocab.txt", "tokenizer.model", "spiece.model", "spm.model"];

    /// <summary>Looks for a tokenizer and loads it; what is wrong with it becomes a problem.</summary>
    public static TokenizerReport Create(ModelFolder folder, List<string> problems)
    {
        var file = Array.Find(Files, name => folder.FindFile(name) is not null);
        if (file is null)
            return new TokenizerReport(0, []);
        try
        {
            var tokenizer = Tokenizer.Load(folder.Path);
            var special = tokenizer.SpecialTokens.OrderBy(t => t.Value).Select(t => $"{t.Key} {t.Value}").ToList();
            var others = special.Count > ListedTokens ? $", and {special.Count - ListedTokens} more" : "";
            return new TokenizerReport(tokenizer.VocabularySize,
            [
                new("file", file),
                new("kind", tokenizer.Configuration.TokenizerClass is { } type ? $"{tokenizer.Kind} ({type})" : tokenizer.Kind),
                new("vocabulary", $"{tokenizer.VocabularySize:N0}"),
                new("special tokens", special.Count == 0 ? "none" : string.Join(", ", special.Take(ListedTokens)) + others),
                new("chat template", tokenizer.Configuration.ChatTemplate is { } template ? $"{template.Length:N0} characters" : "none"),
                new("fingerprint", tokenizer.Fingerprint),
            ]);
        }
        catch (PipelineException e)
        {
            problems.Add(e.Message);
            return new TokenizerReport(0, [new("file", $"{file}, which cannot be read")]);
        }
    }
}
