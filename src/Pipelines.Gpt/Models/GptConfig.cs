using System.ComponentModel.DataAnnotations;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>
/// The architecture of a decoder-only model, saved with its weights. One config covers GPT-2 (learned positions, layer norm, GELU, biases,
/// tied head), Llama and Qwen2 (rotary positions, RMS norm, SwiGLU, grouped-query attention) and Phi-3 (the same with fused projections);
/// any mixture of them works.
/// </summary>
public sealed record GptConfig : IValidatableObject
{
    /// <summary>How many token ids there are; 0 takes the tokenizer's.</summary>
    [Range(0, 1 << 24)]
    public int VocabularySize { get; init; }

    /// <summary>The longest context, in tokens.</summary>
    [Range(1, 1 << 24)]
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

    /// <summary>The width of the residual stream: elements of a token's vector.</summary>
    [Range(1, 1 << 20)]
    public int EmbeddingSize { get; init; } = 384;

    /// <summary>The width of a head, in elements; 0 means <see cref="EmbeddingSize"/> / <see cref="HeadCount"/>.</summary>
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

    /// <summary>The non-linearity of the feed-forward half: between its projections, or on the gate.</summary>
    public Activation Activation { get; init; } = Activation.GeluTanh;

    /// <summary>
    /// Whether queries, keys and values are one projection, and so gate and values of a gated feed-forward half: Phi-3's <c>qkv_proj</c>
    /// and <c>gate_up_proj</c>. With learned positions the former always are (<c>c_attn</c>).
    /// </summary>
    public bool FusedProjections { get; init; }

    /// <summary>Whether projections and layer norms have biases, where the next options do not say otherwise.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Whether the projections to queries, keys and values have biases (Qwen2); null as <see cref="Bias"/> says.</summary>
    public bool? QueryKeyValueBias { get; init; }

    /// <summary>Whether the projection behind attention has a bias; null as <see cref="Bias"/> says.</summary>
    public bool? AttentionOutputBias { get; init; }

    /// <summary>Whether the projections of the feed-forward half have biases; null as <see cref="Bias"/> says.</summary>
    public bool? FeedForwardBias { get; init; }

    /// <summary>Whether attention scores are divided by √head size (GPT-2's <c>scale_attn_weights</c>).</summary>
    public bool ScaleAttention { get; init; } = true;

    /// <summary>Whether they are divided by the layer's number too, from 1 (GPT-2's <c>scale_attn_by_inverse_layer_idx</c>).</summary>
    public bool ScaleAttentionByLayer { get; init; }

    /// <summary>
    /// GPT-2's <c>reorder_and_upcast_attn</c>: scores in float32 whatever the weights are. Here they always are, so this is kept for the
    /// folders that are written.
    /// </summary>
    public bool ReorderAttention { get; init; }

    /// <summary>Whether the head is the token embedding.</summary>
    public bool TieEmbeddings { get; init; } = true;

    /// <summary>Added to the variance (layer norm) or to the mean of squares (RMS norm) of a row.</summary>
    [Range(0.0, 1.0)]
    public float NormEpsilon { get; init; } = 1e-5f;

    /// <summary>The base θ of the rotary frequencies θ^(−2i / head size).</summary>
    [Range(1.0, 1e12)]
    public float RopeTheta { get; init; } = 10_000f;

    /// <summary>How the rotary frequencies are stretched to longer contexts; null for not at all.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>
    /// How many tokens back a token sees, itself included; 0 for all. It is honoured by taking no longer rows: up to this length both
    /// agree.
    /// </summary>
    [Range(0, 1 << 24)]
    public int SlidingWindow { get; init; }

    /// <summary>
    /// The first layer that looks through the window, from 0 (Qwen2's <c>max_window_layers</c>); kept for the folders that are written.
    /// </summary>
    [Range(0, 1024)]
    public int SlidingWindowFromLayer { get; init; }

    /// <summary>The share of activations dropped in training, after the embedding and after each half of a block.</summary>
    [Range(0.0, 0.99)]
    public float Dropout { get; init; }

    /// <summary>The share dropped after the embedding; null as <see cref="Dropout"/> says.</summary>
    [Range(0.0, 0.99)]
    public float? EmbeddingDropout { get; init; }

    /// <summary>The share dropped after each half of a block; null as <see cref="Dropout"/> says.</summary>
    [Range(0.0, 0.99)]
    public float? ResidualDropout { get; init; }

    /// <summary>The share of attention weights dropped in training.</summary>
    [Range(0.0, 0.99)]
    public float AttentionDropout { get; init; }

    /// <summary>The standard deviation of fresh weights; projections into the residual stream have it divided by √(2 · layers).</summary>
    [Range(0.0, 10.0)]
    public float InitializerRange { get; init; } = 0.02f;

    /// <summary>Key and value heads there really are.</summary>
    public int EffectiveKeyValueHeadCount => KeyValueHeadCount == 0 ? HeadCount : KeyValueHeadCount;

    /// <summary>The head width there really is.</summary>
    public int EffectiveHeadSize => HeadSize == 0 ? EmbeddingSize / HeadCount : HeadSize;

    /// <summary>The inner feed-forward width there really is.</summary>
    public int EffectiveFeedForwardSize => FeedForwardSize == 0 ? 4 * EmbeddingSize : FeedForwardSize;

    /// <summary>The longest context there really is, in tokens: not longer than the sliding window.</summary>
    public int EffectiveBlockSize => SlidingWindow > 0 ? Math.Min(BlockSize, SlidingWindow) : BlockSize;

    internal bool HasQueryKeyValueBias => QueryKeyValueBias ?? Bias;

    internal bool HasAttentionOutputBias => AttentionOutputBias ?? Bias;

    internal bool HasFeedForwardBias => FeedForwardBias ?? Bias;

    /// <summary>The longest row that can be computed: some scalings reach beyond <see cref="BlockSize"/>.</summary>
    internal int LongestRow =>
        SlidingWindow > 0 || Positions == PositionKind.Learned ? EffectiveBlockSize : RopeScaling?.Reach(BlockSize) ?? BlockSize;

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
        Activation = Activation.Gelu,
    };

    /// <summary>
    /// The same budget of parameters as <see cref="Nano"/> with rotary positions, RMS norm and SwiGLU. Weights start larger than GPT-2's,
    /// which suits so narrow a model: at 2,000 steps the validation loss is lower by 0.05.
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
        FeedForward = FeedForwardKind.Gated,
        Activation = Activation.Silu,
        InitializerRange = 0.04f,
    };

    /// <summary>How many numbers the parameters of such a model hold; tied ones once. No model is made.</summary>
    public long CountParameters()
    {
        long count = 0;
        foreach (var parameter in GptParameters.List(this))
            count += parameter.Shape.ElementCount;
        return count;
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HeadSize == 0 && EmbeddingSize % HeadCount != 0)
            yield return new ValidationResult(
                $"EmbeddingSize ({EmbeddingSize}) is not a multiple of HeadCount ({HeadCount}); change one, or give HeadSize.",
                [nameof(HeadCount)]);
        if (HeadCount % EffectiveKeyValueHeadCount != 0)
            yield return new ValidationResult(
                $"HeadCount ({HeadCount}) is not a multiple of KeyValueHeadCount ({KeyValueHeadCount}).", [nameof(KeyValueHeadCount)]);
        if (Positions == PositionKind.Rotary && EffectiveHeadSize % 2 != 0)
            yield return new ValidationResult($"Rotary positions need an even head size; it is {EffectiveHeadSize}.", [nameof(HeadSize)]);
        if (Positions == PositionKind.Rotary && RopeScaling?.Problem(EffectiveHeadSize) is { } problem)
            yield return new ValidationResult($"RopeScaling: {problem}", [nameof(RopeScaling)]);
    }
}
