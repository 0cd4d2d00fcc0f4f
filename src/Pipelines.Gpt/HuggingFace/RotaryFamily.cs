using System.Text.Json.Nodes;
using Pipelines.Nn;

namespace Pipelines.Gpt;

/// <summary>What Llama and its kin have in common.</summary>
internal abstract class RotaryFamily : GptFamily
{
    protected override bool TiesByDefault => false;

    public override WeightMap Map(GptConfig config) => new()
    {
        Prefixes = ["model."],
        Ignored = config.TieEmbeddings ? ["rotary_emb.inv_freq", "lm_head.weight"] : ["rotary_emb.inv_freq"],
        Aliases = config.TieEmbeddings ? [KeyValuePair.Create("lm_head.weight", "model.embed_tokens.weight")] : [],
    };

    /// <summary>The parts that all have, with the defaults of Llama where a family has no others.</summary>
    protected static GptConfig ReadCommon(ConfigSection config, int vocabulary, int size, int inner, int blockSize, float epsilon)
    {
        var heads = config.GetInt32("num_attention_heads", 32, 1, 1024);
        var common = new GptConfig
        {
            VocabularySize = config.GetInt32("vocab_size", vocabulary, 1, 1 << 24),
            BlockSize = config.GetInt32("max_position_embeddings", blockSize, 1, 1 << 24),
            LayerCount = config.GetInt32("num_hidden_layers", 32, 1, 1024),
            HeadCount = heads,
            KeyValueHeadCount = config.GetInt32("num_key_value_heads", heads, 1, 1024),
            EmbeddingSize = config.GetInt32("hidden_size", size, 1, 1 << 20),
            HeadSize = config.GetInt32("head_dim", 0, 1, 1 << 16),
            FeedForwardSize = config.GetInt32("intermediate_size", inner, 1, 1 << 22),
            Norm = NormKind.RmsNorm,
            Positions = PositionKind.Rotary,
            FeedForward = FeedForwardKind.Gated,
            Activation = config.GetChoice("hidden_act", ActivationNames.Known, "silu"),
            Bias = false,
            NormEpsilon = config.GetSingle("rms_norm_eps", epsilon, 0f, 1f),
            AttentionDropout = config.GetSingle("attention_dropout", 0f, 0f, 0.99f),
        };
        if (common.HeadSize == 0 && common.EmbeddingSize % heads != 0)
            throw config.Error(
                "num_attention_heads",
                $"hidden_size ({common.EmbeddingSize}) is not a multiple of it ({heads}), and there is no head_dim.");
        if (common.EffectiveHeadSize % 2 != 0)
            throw config.Error(
                common.HeadSize == 0 ? "num_attention_heads" : "head_dim",
                $"rotary positions need an even head size; it is {common.EffectiveHeadSize}.");
        if (heads % common.EffectiveKeyValueHeadCount != 0)
            throw config.Error(
                "num_key_value_heads", $"num_attention_heads ({heads}) is not a multiple of it ({common.KeyValueHeadCount}).");
        return common;
    }

    protected JsonObject WriteCommon(GptConfig config)
    {
        var json = new JsonObject
        {
            ["attention_dropout"] = Number(config.AttentionDropout),
            ["hidden_act"] = ActivationNames.NameOf(config.Activation),
            ["hidden_size"] = config.EmbeddingSize,
            ["intermediate_size"] = config.EffectiveFeedForwardSize,
            ["max_position_embeddings"] = config.BlockSize,
            ["num_attention_heads"] = config.HeadCount,
            ["num_hidden_layers"] = config.LayerCount,
            ["num_key_value_heads"] = config.EffectiveKeyValueHeadCount,
            ["rms_norm_eps"] = Number(config.NormEpsilon),
            ["rope_scaling"] = RopeSection.Write(config.RopeScaling),
            ["rope_theta"] = Number(config.RopeTheta),
        };
        if (config.EffectiveHeadSize * config.HeadCount != config.EmbeddingSize)
            json["head_dim"] = config.EffectiveHeadSize;
        return json;
    }

    protected static bool IsRotary(GptConfig config) =>
        config is { Positions: PositionKind.Rotary, Norm: NormKind.RmsNorm, FeedForward: FeedForwardKind.Gated }
        && config is { ScaleAttention: true, ScaleAttentionByLayer: false };

    /// <summary>Dropouts that the family's config cannot say.</summary>
    protected static bool HasNoOtherDropout(GptConfig config) =>
        (config.EmbeddingDropout ?? config.Dropout) == 0 && (config.ResidualDropout ?? config.Dropout) == 0;
}
