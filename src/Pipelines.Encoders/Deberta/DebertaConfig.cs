using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>The architecture of a DeBERTa-v2 or v3 encoder; the defaults are those of the reference library's config.</summary>
public sealed record DebertaConfig
{
    /// <summary>How many token ids there are.</summary>
    public int VocabularySize { get; init; } = 128100;

    /// <summary>Elements of a token's vector.</summary>
    public int HiddenSize { get; init; } = 1536;

    /// <summary>Elements of the tables' rows; where it is not <see cref="HiddenSize"/>, a projection lies between.</summary>
    public int EmbeddingSize { get; init; } = 1536;

    /// <summary>How many layers there are.</summary>
    public int LayerCount { get; init; } = 24;

    /// <summary>Attention heads; a divisor of <see cref="HiddenSize"/>.</summary>
    public int HeadCount { get; init; } = 24;

    /// <summary>Elements of the feed-forward's inner rows.</summary>
    public int IntermediateSize { get; init; } = 6144;

    /// <summary>The nominal length of rows, and the rows of the table of absolute positions where there is one.</summary>
    public int PositionCount { get; init; } = 512;

    /// <summary>How many segments tokens can be of; 0 leaves segments out.</summary>
    public int TokenTypeCount { get; init; }

    /// <summary>What rows are padded with.</summary>
    public int PadTokenId { get; init; }

    /// <summary>The feed-forward's activation.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>Added to the variance in normalisations.</summary>
    public float NormEpsilon { get; init; } = 1e-7f;

    /// <summary>The share dropped of embeddings, relative positions and what layers add, while training: from 0 to below 1.</summary>
    public float HiddenDropout { get; init; } = 0.1f;

    /// <summary>The share dropped of attention weights, while training: from 0 to below 1.</summary>
    public float AttentionDropout { get; init; } = 0.1f;

    /// <summary>The standard deviation of fresh weights.</summary>
    public float InitializerRange { get; init; } = 0.02f;

    /// <summary>Whether relative positions act on the scores at all.</summary>
    public bool RelativeAttention { get; init; }

    /// <summary>The farthest relative position; −1 for <see cref="PositionCount"/>.</summary>
    public int MaximumRelativePositions { get; init; } = -1;

    /// <summary>
    /// Buckets of relative positions on each side, logarithmic from half of them on; −1 for none: distances are cut instead.
    /// </summary>
    public int PositionBuckets { get; init; } = -1;

    /// <summary>Whether a token's content meets relative positions of others (<c>c2p</c>).</summary>
    public bool ContentToPosition { get; init; }

    /// <summary>Whether relative positions meet the content of other tokens (<c>p2c</c>).</summary>
    public bool PositionToContent { get; init; }

    /// <summary>Whether relative positions go through the content's projections instead of their own.</summary>
    public bool ShareAttentionKey { get; init; }

    /// <summary>Whether the vectors of relative positions are normalised.</summary>
    public bool NormalizeRelativeEmbeddings { get; init; }

    /// <summary>Whether absolute positions are added to the input.</summary>
    public bool PositionBiasedInput { get; init; } = true;

    /// <summary>Tokens that the convolution beside the first layer sees, odd; 0 for no convolution.</summary>
    public int ConvolutionSize { get; init; }

    /// <summary>Groups that the convolution's channels are cut into; a divisor of <see cref="HiddenSize"/>.</summary>
    public int ConvolutionGroups { get; init; } = 1;

    /// <summary>The convolution's activation.</summary>
    public Activation ConvolutionActivation { get; init; } = Activation.Tanh;

    /// <summary>The activation of the head's pooler.</summary>
    public Activation PoolerActivation { get; init; } = Activation.Gelu;

    /// <summary>The share dropped before the head's pooler, while training: from 0 to below 1.</summary>
    public float PoolerDropout { get; init; }

    /// <summary>The share dropped before a classifier, while training: from 0 to below 1.</summary>
    public float ClassifierDropout { get; init; } = 0.1f;

    /// <summary>How far relative positions reach on each side: half the rows of their table.</summary>
    public int RelativeSpan => PositionBuckets > 0 ? PositionBuckets : RelativeLimit;

    /// <summary>By how many the scores' products are more than one term.</summary>
    internal int ScaleFactor => 1 + (ContentToPosition ? 1 : 0) + (PositionToContent ? 1 : 0);

    /// <summary>The farthest relative position.</summary>
    internal int RelativeLimit => MaximumRelativePositions < 1 ? PositionCount : MaximumRelativePositions;

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <exception cref="ModelFolderException">A value is missing, wrong or not supported.</exception>
    public static DebertaConfig Read(ConfigSection config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var hidden = config.GetInt32("hidden_size", 1536, minimum: 1);
        var dropout = config.GetSingle("hidden_dropout_prob", 0.1f, 0, Limits.Dropout);
        var kinds = DebertaConfigReader.AttentionKinds(config);
        var result = new DebertaConfig
        {
            VocabularySize = config.GetInt32("vocab_size", 128100, minimum: 1),
            HiddenSize = hidden,
            EmbeddingSize = config.GetInt32("embedding_size", hidden, minimum: 1),
            LayerCount = config.GetInt32("num_hidden_layers", 24, minimum: 1, maximum: Limits.LayerCount),
            HeadCount = config.GetInt32("num_attention_heads", 24, minimum: 1),
            IntermediateSize = config.GetInt32("intermediate_size", 6144, minimum: 1),
            PositionCount = config.GetInt32("max_position_embeddings", 512, minimum: 1),
            TokenTypeCount = config.GetInt32("type_vocab_size", 0),
            PadTokenId = config.GetInt32("pad_token_id", 0),
            Activation = config.GetChoice("hidden_act", ActivationNames.Known, "gelu"),
            NormEpsilon = config.GetSingle("layer_norm_eps", 1e-7f, minimum: 0),
            HiddenDropout = dropout,
            AttentionDropout = config.GetSingle("attention_probs_dropout_prob", 0.1f, 0, Limits.Dropout),
            InitializerRange = config.GetSingle("initializer_range", 0.02f, minimum: 0),
            RelativeAttention = config.GetBoolean("relative_attention", false),
            MaximumRelativePositions = config.GetInt32("max_relative_positions", -1, minimum: -1, maximum: 1 << 24),
            PositionBuckets = config.GetInt32("position_buckets", -1, minimum: -1, maximum: 1 << 24),
            ContentToPosition = kinds.Contains("c2p"),
            PositionToContent = kinds.Contains("p2c"),
            ShareAttentionKey = config.GetBoolean("share_att_key", false),
            NormalizeRelativeEmbeddings = DebertaConfigReader.NormalizesRelativeEmbeddings(config),
            PositionBiasedInput = config.GetBoolean("position_biased_input", true),
            ConvolutionSize = config.GetInt32("conv_kernel_size", 0, maximum: 1 << 16),
            ConvolutionGroups = config.GetInt32("conv_groups", 1, minimum: 1),
            ConvolutionActivation = config.GetChoice("conv_act", ActivationNames.Known, "tanh"),
            PoolerActivation = config.GetChoice("pooler_hidden_act", ActivationNames.Known, "gelu"),
            PoolerDropout = config.GetSingle("pooler_dropout", 0, 0, Limits.Dropout),
            ClassifierDropout = config.GetSingle("cls_dropout", dropout, 0, Limits.Dropout),
        };
        DebertaConfigReader.Check(config, result);
        return result;
    }

    /// <summary>The <c>config.json</c> of the reference library.</summary>
    /// <param name="architecture">The reference library's class.</param>
    public JsonObject ToJson(string architecture = "DebertaV2Model") => DebertaConfigReader.ToJson(this, architecture);

    /// <summary>How many numbers the encoder has.</summary>
    internal double CountParameters()
    {
        double hidden = HiddenSize, rows = EmbeddingSize;
        var projections = ShareAttentionKey || !RelativeAttention ? 4 : 4 + ScaleFactor - 1;
        var layer = projections * hidden * (hidden + 1) + hidden * (2.0 * IntermediateSize + 1) + IntermediateSize + 4 * hidden;
        var tables = rows * ((double)VocabularySize + (PositionBiasedInput ? PositionCount : 0) + TokenTypeCount)
            + (EmbeddingSize == HiddenSize ? 0 : rows * hidden) + (RelativeAttention ? 2.0 * RelativeSpan * hidden : 0);
        return tables + LayerCount * layer + hidden * hidden / ConvolutionGroups * ConvolutionSize;
    }
}
