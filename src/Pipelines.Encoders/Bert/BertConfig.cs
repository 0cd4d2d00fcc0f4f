using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>The architecture of a BERT, RoBERTa or XLM-RoBERTa encoder; the defaults are bert-base's.</summary>
public sealed record BertConfig
{
    /// <summary>
    /// The family: <c>bert</c>, <c>roberta</c> or <c>xlm-roberta</c>. The last two count positions from behind the padding's id.
    /// </summary>
    public string ModelType { get; init; } = "bert";

    /// <summary>How many token ids there are.</summary>
    public int VocabularySize { get; init; } = 30522;

    /// <summary>Elements of a token's vector.</summary>
    public int HiddenSize { get; init; } = 768;

    /// <summary>How many layers there are.</summary>
    public int LayerCount { get; init; } = 12;

    /// <summary>Attention heads; a divisor of <see cref="HiddenSize"/>.</summary>
    public int HeadCount { get; init; } = 12;

    /// <summary>Elements of the feed-forward's inner rows.</summary>
    public int IntermediateSize { get; init; } = 3072;

    /// <summary>Rows of the position table.</summary>
    public int PositionCount { get; init; } = 512;

    /// <summary>How many segments tokens can be of.</summary>
    public int TokenTypeCount { get; init; } = 2;

    /// <summary>What rows are padded with.</summary>
    public int PadTokenId { get; init; }

    /// <summary>The feed-forward's activation.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>Added to the variance in normalisations.</summary>
    public float NormEpsilon { get; init; } = 1e-12f;

    /// <summary>The share dropped of embeddings and of what layers add, while training: from 0 to below 1.</summary>
    public float HiddenDropout { get; init; } = 0.1f;

    /// <summary>The share dropped of attention weights, while training: from 0 to below 1.</summary>
    public float AttentionDropout { get; init; } = 0.1f;

    /// <summary>The share dropped before a classifier, while training: from 0 to below 1; null for <see cref="HiddenDropout"/>.</summary>
    public float? ClassifierDropout { get; init; }

    /// <summary>The standard deviation of fresh weights.</summary>
    public float InitializerRange { get; init; } = 0.02f;

    /// <summary>Whether positions are counted over tokens only, from behind the padding's id.</summary>
    public bool HasOffsetPositions => ModelType != "bert";

    /// <summary>The most tokens of a row, padding included.</summary>
    public int BlockSize => HasOffsetPositions ? PositionCount - PadTokenId - 1 : PositionCount;

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <exception cref="ModelFolderException">A value is missing, wrong or not supported.</exception>
    public static BertConfig Read(ConfigSection config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var kind = config.GetString("position_embedding_type", "absolute");
        if (kind != "absolute")
            throw config.Error("position_embedding_type", $"'{kind}' is not supported. Known is: absolute.");
        if (config.GetBoolean("is_decoder", false) || config.GetBoolean("add_cross_attention", false))
            throw config.Error("is_decoder", "a decoder of this family is not supported; an encoder was expected.");
        var type = config.GetString("model_type", "bert");
        var result = new BertConfig
        {
            ModelType = type,
            VocabularySize = config.GetInt32("vocab_size", 30522, minimum: 1),
            HiddenSize = config.GetInt32("hidden_size", 768, minimum: 1),
            LayerCount = config.GetInt32("num_hidden_layers", 12, minimum: 0, maximum: Limits.LayerCount),
            HeadCount = config.GetInt32("num_attention_heads", 12, minimum: 1),
            IntermediateSize = config.GetInt32("intermediate_size", 3072, minimum: 1),
            PositionCount = config.GetInt32("max_position_embeddings", 512, minimum: 1),
            TokenTypeCount = config.GetInt32("type_vocab_size", 2, minimum: 1),
            PadTokenId = config.GetInt32("pad_token_id", type == "bert" ? 0 : 1),
            Activation = config.GetChoice("hidden_act", ActivationNames.Known, "gelu"),
            NormEpsilon = config.GetSingle("layer_norm_eps", 1e-12f, minimum: 0),
            HiddenDropout = config.GetSingle("hidden_dropout_prob", 0.1f, 0, Limits.Dropout),
            AttentionDropout = config.GetSingle("attention_probs_dropout_prob", 0.1f, 0, Limits.Dropout),
            ClassifierDropout = (float?)config.FindDouble("classifier_dropout", 0, Limits.Dropout),
            InitializerRange = config.GetSingle("initializer_range", 0.02f, minimum: 0),
        };
        if (result.HiddenSize % result.HeadCount != 0)
        {
            throw config.Error(
                "num_attention_heads", $"there are {result.HeadCount} heads for rows of {result.HiddenSize}; a divisor was expected.");
        }

        return result.BlockSize > 0
            ? result
            : throw config.Error("max_position_embeddings", $"{result.PositionCount} positions leave no room behind the padding's id.");
    }

    /// <summary>The <c>config.json</c> of the reference library.</summary>
    /// <param name="architecture">The reference library's class; null for the bare encoder's.</param>
    public JsonObject ToJson(string? architecture = null) => new()
    {
        ["architectures"] = new JsonArray(architecture ?? $"{ArchitecturePrefix}Model"),
        ["attention_probs_dropout_prob"] = AttentionDropout,
        ["classifier_dropout"] = ClassifierDropout,
        ["hidden_act"] = ActivationNames.NameOf(Activation),
        ["hidden_dropout_prob"] = HiddenDropout,
        ["hidden_size"] = HiddenSize,
        ["initializer_range"] = InitializerRange,
        ["intermediate_size"] = IntermediateSize,
        ["layer_norm_eps"] = NormEpsilon,
        ["max_position_embeddings"] = PositionCount,
        ["model_type"] = ModelType,
        ["num_attention_heads"] = HeadCount,
        ["num_hidden_layers"] = LayerCount,
        ["pad_token_id"] = PadTokenId,
        ["position_embedding_type"] = "absolute",
        ["type_vocab_size"] = TokenTypeCount,
        ["vocab_size"] = VocabularySize,
    };

    /// <summary>How the names of the reference library's classes begin.</summary>
    internal string ArchitecturePrefix => ModelType switch { "bert" => "Bert", "roberta" => "Roberta", _ => "XLMRoberta" };

    /// <summary>The child that holds the encoder in models with a head.</summary>
    internal string RootName => ModelType == "bert" ? "bert" : "roberta";

    /// <summary>How many numbers the model has without its pooler.</summary>
    internal double CountParameters()
    {
        double hidden = HiddenSize;
        var layer = 4 * hidden * (hidden + 1) + hidden * (2.0 * IntermediateSize + 1) + IntermediateSize + 4 * hidden;
        return hidden * ((double)VocabularySize + PositionCount + TokenTypeCount + 2) + LayerCount * layer;
    }
}
