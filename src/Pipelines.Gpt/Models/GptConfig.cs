using System.ComponentModel.DataAnnotations;

namespace Pipelines.Gpt;

/// <summary>
/// The architecture of a decoder-only model, saved with its weights. One config covers GPT-2 (learned positions, layer norm, GELU, biases,
/// tied head) and Llama (rotary positions, RMS norm, SwiGLU, grouped-query attention); any mixture of them works.
/// </summary>
public sealed record GptConfig : IValidatableObject
{
    /// <summary>How many token ids there are; 0 takes the tokenizer's.</summary>
    [Range(0, 1 << 24)]
    public int VocabularySize { get; init; }

    /// <summary>The longest context, in tokens.</summary>
    [Range(1, 1 << 20)]
    public int BlockSize { get; init; } = 256;

    /// <summary>How many blocks there are.</summary>
    [Range(1, 1024)]
    public int LayerCount { get; init; } = 6;

    /// <summary>Attention heads in a block.</summary>
    [Range(1, 1024)]
    public int HeadCount { get; init; } = 6;

    /// <summary>Key and value heads; 0 means as many as <see cref="HeadCount"/>.</summary>
    [Range(0, 1024)]
    public int KeyValueHeadCount { get; init; }

    /// <summary>The width of the residual stream.</summary>
    [Range(1, 1 << 20)]
    public int EmbeddingSize { get; init; } = 384;

    /// <summary>The width of a head; 0 means <see cref="EmbeddingSize"/> / <see cref="HeadCount"/>.</summary>
    [Range(0, 1 << 16)]
    public int HeadSize { get; init; }

    /// <summary>The inner width of the feed-forward half; 0 means four times <see cref="EmbeddingSize"/>.</summary>
    [Range(0, 1 << 22)]
    public int FeedForwardSize { get; init; }

    /// <summary>The normalisation.</summary>
    public NormKind Norm { get; init; }

    /// <summary>The positions.</summary>
    public PositionKind Positions { get; init; }

    /// <summary>The feed-forward half.</summary>
    public FeedForwardKind FeedForward { get; init; }

    /// <summary>Whether projections and layer norms have biases.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Whether the head is the token embedding.</summary>
    public bool TieEmbeddings { get; init; } = true;

    /// <summary>Epsilon of the normalisation.</summary>
    [Range(0.0, 1.0)]
    public float NormEpsilon { get; init; } = 1e-5f;

    /// <summary>The base of the rotary frequencies.</summary>
    [Range(1.0, 1e12)]
    public float RopeTheta { get; init; } = 10_000f;

    /// <summary>The share of activations dropped in training, after the embedding and after each half of a block.</summary>
    [Range(0.0, 0.99)]
    public float Dropout { get; init; }

    /// <summary>The standard deviation of fresh weights; projections into the residual stream have it divided by √(2 · layers).</summary>
    [Range(0.0, 10.0)]
    public float InitializerRange { get; init; } = 0.02f;

    /// <summary>Key and value heads there really are.</summary>
    public int EffectiveKeyValueHeadCount => KeyValueHeadCount == 0 ? HeadCount : KeyValueHeadCount;

    /// <summary>The head width there really is.</summary>
    public int EffectiveHeadSize => HeadSize == 0 ? EmbeddingSize / HeadCount : HeadSize;

    /// <summary>The inner feed-forward width there really is.</summary>
    public int EffectiveFeedForwardSize => FeedForwardSize == 0 ? 4 * EmbeddingSize : FeedForwardSize;

    /// <summary>GPT-2 124M (Radford et al. 2019): 12 layers, 12 heads, 768 wide, 1,024 positions, 50,257 tokens.</summary>
    public static GptConfig Gpt2 { get; } = new()
    {
        VocabularySize = 50_257,
        BlockSize = 1024,
        LayerCount = 12,
        HeadCount = 12,
        EmbeddingSize = 768,
    };

    /// <summary>nanoGPT's character model for a CPU: 4 layers, 4 heads, 128 wide, 64 positions, no biases.</summary>
    public static GptConfig Nano { get; } = new()
    {
        BlockSize = 64,
        LayerCount = 4,
        HeadCount = 4,
        EmbeddingSize = 128,
        Bias = false,
        FeedForward = FeedForwardKind.Gelu,
    };

    /// <summary>
    /// The same budget of parameters as <see cref="Nano"/> with rotary positions, RMS norm and SwiGLU. Weights start larger than GPT-2's, which
    /// suits so narrow a model: at 2,000 steps the validation loss is lower by 0.05.
    /// </summary>
    public static GptConfig NanoLlama { get; } = new()
    {
        BlockSize = 64,
        LayerCount = 4,
        HeadCount = 4,
        EmbeddingSize = 128,
        FeedForwardSize = 344,
        Bias = false,
        Norm = NormKind.RmsNorm,
        Positions = PositionKind.Rotary,
        FeedForward = FeedForwardKind.SwiGlu,
        InitializerRange = 0.04f,
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HeadSize == 0 && EmbeddingSize % HeadCount != 0)
            yield return new ValidationResult($"EmbeddingSize ({EmbeddingSize}) is not a multiple of HeadCount ({HeadCount}); change one, or give HeadSize.", [nameof(HeadCount)]);
        if (HeadCount % EffectiveKeyValueHeadCount != 0)
            yield return new ValidationResult($"HeadCount ({HeadCount}) is not a multiple of KeyValueHeadCount ({KeyValueHeadCount}).", [nameof(KeyValueHeadCount)]);
        if (Positions == PositionKind.Rotary && EffectiveHeadSize % 2 != 0)
            yield return new ValidationResult($"Rotary positions need an even head size; it is {EffectiveHeadSize}.", [nameof(HeadSize)]);
    }
}
