namespace Pipelines.Tokenizers;

/// <summary>How a byte-level BPE vocabulary is learned.</summary>
public sealed class BytePairTrainerOptions
{
    /// <summary>
    /// The size of the vocabulary: 256 bytes, the merges, and the special tokens, in this order. Fewer if the texts run out of pairs.
    /// Default 32,000.
    /// </summary>
    public int VocabularySize { get; set; } = 32_000;

    /// <summary>A pair merges only if it occurs at least this often. Default 2.</summary>
    public int MinimumFrequency { get; set; } = 2;

    /// <summary>Special tokens, which get the last ids in this order. Their spelling in a text is not learned from. Default: <c>&lt;|endoftext|&gt;</c>.</summary>
    public IReadOnlyList<string> SpecialTokens { get; set; } = ["<|endoftext|>"];

    /// <summary>The special token that ends a document; null for <c>&lt;|endoftext|&gt;</c> if it is special, else none.</summary>
    public string? EndOfText { get; set; }

    /// <summary>
    /// How many different words are counted at a time, which bounds the memory to about 200 bytes for each. When there are more, the
    /// rarer half is forgotten, of equally frequent words the ones seen first. Words of texts up to a few dozen megabytes of English fit
    /// the default of 262,144; what is forgotten of larger ones is too rare to merge into a token.
    /// </summary>
    public int MaximumWordCount { get; set; } = 1 << 18;
}
