using System.Text.Json.Nodes;
using Pipelines.Nn;

namespace Pipelines.Gpt;

/// <summary>GPT-2 (Radford et al. 2019), as <c>GPT2LMHeadModel</c> computes it.</summary>
internal sealed class Gpt2Family : GptFamily
{
    public override string ModelType => "gpt2";

    public override string Architecture => "GPT2LMHeadModel";

    public override string DisplayName => "GPT-2";

    protected override bool TiesByDefault => true;

    public override WeightMap Map(GptConfig config) => new()
    {
        Prefixes = ["transformer."],
        // Conv1D holds [in, out].
        Transposed = ["attn.c_attn.weight", "attn.c_proj.weight", "mlp.c_fc.weight", "mlp.c_proj.weight"],
        Ignored = config.TieEmbeddings ? ["attn.bias", "attn.masked_bias", "lm_head.weight"] : ["attn.bias", "attn.masked_bias"],
        Aliases = config.TieEmbeddings ? [KeyValuePair.Create("lm_head.weight", "transformer.wte.weight")] : [],
    };

    protected override GptConfig ReadParts(ConfigSection config)
    {
        if (config.GetBoolean("add_cross_attention", false))
            throw config.Error("add_cross_attention", "cross attention is not supported.");
        return new GptConfig
        {
            VocabularySize = config.GetInt32("vocab_size", 50_257, 1, 1 << 24),
            BlockSize = config.GetInt32("n_positions", 1024, 1, 1 << 20),
            LayerCount = config.GetInt32("n_layer", 12, 1, 1024),
            HeadCount = config.GetInt32("n_head", 12, 1, 1024),
            EmbeddingSize = config.GetInt32("n_embd", 768, 1, 1 << 20),
            FeedForwardSize = config.GetInt32("n_inner", 0, 0, 1 << 22),
            Activation = config.GetChoice("activation_function", ActivationNames.Known, "gelu_new"),
            NormEpsilon = config.GetSingle("layer_norm_epsilon", 1e-5f, 0f, 1f),
            ResidualDropout = config.GetSingle("resid_pdrop", 0.1f, 0f, 0.99f),
            EmbeddingDropout = config.GetSingle("embd_pdrop", 0.1f, 0f, 0.99f),
            AttentionDropout = config.GetSingle("attn_pdrop", 0.1f, 0f, 0.99f),
            ScaleAttention = config.GetBoolean("scale_attn_weights", true),
            ScaleAttentionByLayer = config.GetBoolean("scale_attn_by_inverse_layer_idx", false),
            ReorderAttention = config.GetBoolean("reorder_and_upcast_attn", false),
        };
    }

    protected override JsonObject WriteParts(GptConfig config) => new()
    {
        ["activation_function"] = ActivationNames.NameOf(config.Activation),
        ["attn_pdrop"] = Number(config.AttentionDropout),
        ["embd_pdrop"] = Number(config.EmbeddingDropout ?? config.Dropout),
        ["layer_norm_epsilon"] = Number(config.NormEpsilon),
        ["n_embd"] = config.EmbeddingSize,
        ["n_head"] = config.HeadCount,
        ["n_inner"] = config.FeedForwardSize == 0 ? null : config.FeedForwardSize,
        ["n_layer"] = config.LayerCount,
        ["n_positions"] = config.BlockSize,
        ["reorder_and_upcast_attn"] = config.ReorderAttention,
        ["resid_pdrop"] = Number(config.ResidualDropout ?? config.Dropout),
        ["scale_attn_by_inverse_layer_idx"] = config.ScaleAttentionByLayer,
        ["scale_attn_weights"] = config.ScaleAttention,
        // Of a classification head that is not here; the reference library always writes them.
        ["summary_activation"] = null,
        ["summary_first_dropout"] = 0.1,
        ["summary_proj_to_labels"] = true,
        ["summary_type"] = "cls_index",
        ["summary_use_proj"] = true,
    };

    protected override bool CanWrite(GptConfig config) =>
        config is { Positions: PositionKind.Learned, Norm: NormKind.LayerNorm, FeedForward: FeedForwardKind.Plain }
        && config is { Bias: true, SlidingWindow: 0 }
        && config is { HasQueryKeyValueBias: true, HasAttentionOutputBias: true, HasFeedForwardBias: true }
        && config.EffectiveKeyValueHeadCount == config.HeadCount && config.EffectiveHeadSize * config.HeadCount == config.EmbeddingSize;
}
