namespace Pipelines.Tokenizers;

/// <summary>What a <see cref="BytePairTokenModel"/> has beside vocabulary and merges.</summary>
public sealed record BytePairModelOptions
{
    /// <summary>Stands for characters that the vocabulary lacks (<c>unk_token</c>); null for none: such text cannot be encoded.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>What symbols begin with that do not begin a piece (<c>continuing_subword_prefix</c>); null for nothing.</summary>
    public string? ContinuingPrefix { get; init; }

    /// <summary>What the last symbol of a piece ends with (<c>end_of_word_suffix</c>); null for nothing.</summary>
    public string? EndSuffix { get; init; }

    /// <summary>Unknown characters in a row are one unknown token (<c>fuse_unk</c>).</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>
    /// Unknown characters become the tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c> of their UTF-8 bytes (<c>byte_fallback</c>).
    /// </summary>
    public bool ByteFallback { get; init; }

    /// <summary>A piece that is a token is that token, whatever the merges say (<c>ignore_merges</c>).</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>
    /// The probability with which a merge is left out (<c>dropout</c>), where <see cref="EncodeOptions.Dropout"/> gives chances to take;
    /// null or 0 for none. Without chances the same text always has the same ids.
    /// </summary>
    public double? Dropout { get; init; }
}
