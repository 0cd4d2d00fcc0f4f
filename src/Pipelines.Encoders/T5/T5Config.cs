using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>The architecture of a T5, T5 v1.1 or FLAN-T5 model; the defaults are t5-small's.</summary>
public sealed record T5Config
{
    private const string GatedPrefix = "gated-";

    /// <summary>How many token ids there are, with the spare ones of the tables.</summary>
    public int VocabularySize { get; init; } = 32128;

    /// <summary>Elements of a token's vector.</summary>
    public int HiddenSize { get; init; } = 512;

    /// <summary>Elements per attention head; heads together need not be <see cref="HiddenSize"/>.</summary>
    public int HeadSize { get; init; } = 64;

    /// <summary>Attention heads.</summary>
    public int HeadCount { get; init; } = 8;

    /// <summary>Elements of the feed-forward's inner rows.</summary>
    public int IntermediateSize { get; init; } = 2048;

    /// <summary>How many layers the encoder has.</summary>
    public int EncoderLayerCount { get; init; } = 6;

    /// <summary>How many layers the decoder has.</summary>
    public int DecoderLayerCount { get; init; } = 6;

    /// <summary>Buckets of relative positions.</summary>
    public int RelativeBucketCount { get; init; } = 32;

    /// <summary>The distance from which on all positions share the last bucket.</summary>
    public int RelativeMaximumDistance { get; init; } = 128;

    /// <summary>The feed-forward's activation.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Whether the feed-forward is gated, as in v1.1.</summary>
    public bool IsGated { get; init; }

    /// <summary>Added to the mean of squares in normalisations.</summary>
    public float NormEpsilon { get; init; } = 1e-6f;

    /// <summary>
    /// The share dropped of embeddings, attention weights, inner rows and what layers add, while training: from 0 to below 1.
    /// </summary>
    public float Dropout { get; init; } = 0.1f;

    /// <summary>Whether the head is the table of tokens.</summary>
    public bool TieWordEmbeddings { get; init; } = true;

    /// <summary>Whether the decoder's rows are divided by √<see cref="HiddenSize"/> before the head.</summary>
    public bool ScaleDecoderOutputs { get; init; } = true;

    /// <summary>What rows are padded with.</summary>
    public int PadTokenId { get; init; }

    /// <summary>The end of a text; null for none.</summary>
    public int? EndOfTextId { get; init; } = 1;

    /// <summary>What every target begins with.</summary>
    public int DecoderStartId { get; init; }

    /// <summary>Factor on the deviations of fresh weights.</summary>
    public float InitializerFactor { get; init; } = 1f;

    /// <summary>Elements of all heads together.</summary>
    public int InnerSize => HeadCount * HeadSize;

    /// <summary>
    /// Reads a <c>config.json</c> of either generation of the reference library. Whether the head is tied is decided by the weights too,
    /// see <see cref="T5Model.Load(string, ITensorBackend)"/>.
    /// </summary>
    /// <exception cref="ModelFolderException">A value is missing, wrong or not supported.</exception>
    public static T5Config Read(ConfigSection config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var (activation, isGated) = FeedForward(config);
        var layers = config.GetInt32("num_layers", 6, minimum: 1, maximum: Limits.LayerCount);
        var padding = config.GetInt32("pad_token_id", 0);
        var isTied = config.GetBoolean("tie_word_embeddings", true);
        var result = new T5Config
        {
            VocabularySize = config.GetInt32("vocab_size", 32128, minimum: 1),
            HiddenSize = config.GetInt32("d_model", 512, minimum: 1),
            HeadSize = config.GetInt32("d_kv", 64, minimum: 1),
            HeadCount = config.GetInt32("num_heads", 8, minimum: 1),
            IntermediateSize = config.GetInt32("d_ff", 2048, minimum: 1),
            EncoderLayerCount = layers,
            DecoderLayerCount = config.GetInt32("num_decoder_layers", layers, minimum: 1, maximum: Limits.LayerCount),
            RelativeBucketCount = config.GetInt32("relative_attention_num_buckets", 32, minimum: 4, maximum: 1 << 20),
            RelativeMaximumDistance = config.GetInt32("relative_attention_max_distance", 128, minimum: 2),
            Activation = activation,
            IsGated = isGated,
            NormEpsilon = config.GetSingle("layer_norm_epsilon", 1e-6f, minimum: 0),
            Dropout = config.GetSingle("dropout_rate", 0.1f, 0, Limits.Dropout),
            TieWordEmbeddings = isTied,
            ScaleDecoderOutputs = config.GetBoolean("scale_decoder_outputs", isTied),
            PadTokenId = padding,
            EndOfTextId = config.FindInt32s("eos_token_id")?[0] ?? 1,
            DecoderStartId = config.GetInt32("decoder_start_token_id", padding),
            InitializerFactor = config.GetSingle("initializer_factor", 1f, minimum: 0),
        };
        return (long)result.HeadCount * result.HeadSize <= int.MaxValue
            ? result
            : throw config.Error("d_kv", $"{result.HeadCount} heads of {result.HeadSize} are more than a row can hold.");
    }

    /// <summary>The <c>config.json</c> of the reference library.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray("T5ForConditionalGeneration"),
            ["d_ff"] = IntermediateSize,
            ["d_kv"] = HeadSize,
            ["d_model"] = HiddenSize,
            ["decoder_start_token_id"] = DecoderStartId,
            ["dense_act_fn"] = ActivationNames.NameOf(Activation),
            ["dropout_rate"] = Dropout,
            ["feed_forward_proj"] = FeedForwardName,
            ["initializer_factor"] = InitializerFactor,
            ["is_encoder_decoder"] = true,
            ["is_gated_act"] = IsGated,
            ["layer_norm_epsilon"] = NormEpsilon,
            ["model_type"] = "t5",
            ["num_decoder_layers"] = DecoderLayerCount,
            ["num_heads"] = HeadCount,
            ["num_layers"] = EncoderLayerCount,
            ["pad_token_id"] = PadTokenId,
            ["relative_attention_max_distance"] = RelativeMaximumDistance,
            ["relative_attention_num_buckets"] = RelativeBucketCount,
            ["scale_decoder_outputs"] = ScaleDecoderOutputs,
            ["tie_word_embeddings"] = TieWordEmbeddings,
            ["vocab_size"] = VocabularySize,
        };
        if (EndOfTextId is { } end)
            json["eos_token_id"] = end;
        return json;
    }

    /// <summary>How many numbers the model has.</summary>
    internal double CountParameters()
    {
        double hidden = HiddenSize;
        var attention = 4 * hidden * InnerSize + hidden;
        var feedForward = (IsGated ? 3 : 2) * hidden * IntermediateSize + hidden;
        return hidden * VocabularySize * (TieWordEmbeddings ? 1 : 2) + 2.0 * RelativeBucketCount * HeadCount
            + EncoderLayerCount * (attention + feedForward) + DecoderLayerCount * (2 * attention + feedForward) + 2 * hidden;
    }

    // The reference library takes "gated-gelu" for the tanh form, which is what v1.1 was trained with.
    private string FeedForwardName => (IsGated, Activation) switch
    {
        (true, Activation.GeluTanh) => "gated-gelu",
        (true, _) => GatedPrefix + ActivationNames.NameOf(Activation),
        _ => ActivationNames.NameOf(Activation),
    };

    private static (Activation Activation, bool IsGated) FeedForward(ConfigSection config)
    {
        const string Name = "feed_forward_proj";
        var name = config.GetString(Name, "relu");
        if (name == "gated-gelu")
            return (Activation.GeluTanh, true);
        var isGated = name.StartsWith(GatedPrefix, StringComparison.Ordinal);
        return ActivationNames.Known.TryGetValue(isGated ? name[GatedPrefix.Length..] : name, out var activation)
            ? (activation, isGated)
            : throw config.Error(
                Name,
                $"'{name}' is not supported. Known are: {string.Join(", ", ActivationNames.Known.Keys)}, each also with {GatedPrefix}.");
    }
}
