namespace Pipelines.Tokenizers;

/// <summary>What a <see cref="HuggingFaceTokenizer"/> is made of: the nodes of a <c>tokenizer.json</c>.</summary>
/// <param name="Model">Turns pieces of text into ids.</param>
public sealed record HuggingFaceTokenizerParts(ITokenModel Model)
{
    /// <summary>Rewrites text first; null for nothing.</summary>
    public INormalizer? Normalizer { get; init; }

    /// <summary>Cuts text into pieces; null: the text between added tokens is one piece.</summary>
    public IPreTokenizer? PreTokenizer { get; init; }

    /// <summary>Puts special tokens around; null for nothing.</summary>
    public IPostProcessor? PostProcessor { get; init; }

    /// <summary>Turns spellings into text; null: they are joined with spaces.</summary>
    public ITokenDecoder? Decoder { get; init; }

    /// <summary>The tokens that are found in text before anything else.</summary>
    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>
    /// How the file wants long sequences cut, or null. Nothing is cut unless <see cref="EncodeOptions.Truncation"/> says so.
    /// </summary>
    public TruncationOptions? Truncation { get; init; }

    /// <summary>
    /// How the file wants short sequences filled up, or null. Nothing is unless <see cref="EncodeOptions.Padding"/> says so.
    /// </summary>
    public PaddingOptions? Padding { get; init; }

    /// <summary>What the files beside say: which token has which part, the chat template.</summary>
    public TokenizerConfig Configuration { get; init; } = TokenizerConfig.Empty;
}
