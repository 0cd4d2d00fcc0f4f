namespace Pipelines.Tokenizers;

/// <summary>What a <see cref="CharacterTokenizer"/> has beside the characters of its vocabulary.</summary>
public sealed class CharacterTokenizerOptions
{
    /// <summary>
    /// The spelling of a special token that stands for every character outside the vocabulary, e.g. <c>&lt;|unknown|&gt;</c>. Null, the
    /// default: such a character is an error, because its text could not be restored.
    /// </summary>
    public string? UnknownToken { get; set; }

    /// <summary>The spelling of a special token that ends a document, e.g. <c>&lt;|endoftext|&gt;</c>; null, the default, for none.</summary>
    public string? EndOfText { get; set; }
}
