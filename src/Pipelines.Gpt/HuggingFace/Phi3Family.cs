using System.Text.Json.Nodes;
using Pipelines.Nn;

namespace Pipelines.Gpt;

/// <summary>Phi-3 (Abdin et al. 2024), as <c>Phi3ForCausalLM</c> computes it: Llama with fused projections and long rope.</summary>
internal sealed class Phi3Family : RotaryFamily
{
    public override string ModelType => "phi3";

    public override string Architecture => "Phi3ForCausalLM";

    public override string DisplayName => "Phi-3";

    protected override GptConfig ReadParts(ConfigSection config) => RopeSection.Read(
        config,
        ReadCommon(config, 32_064, 3072, 8192, 4096, 1e-5f) with
        {
            FusedProjections = true,
            EmbeddingDropout = config.GetSingle("embd_pdrop", 0f, 0f, 0.99f),
            ResidualDropout = config.GetSingle("resid_pdrop", 0f, 0f, 0.99f),
            SlidingWindow = config.GetInt32("sliding_window", 0, 1, 1 << 24),
        },
        originalBlockSize: 4096,
        isLongRope: type => type is "su" or "yarn");

    protected override JsonObject WriteParts(GptConfig config)
    {
        var json = WriteCommon(config);
        json["embd_pdrop"] = Number(config.EmbeddingDropout ?? config.Dropout);
        json["resid_pdrop"] = Number(config.ResidualDropout ?? config.Dropout);
        json["sliding_window"] = config.SlidingWindow > 0 ? config.SlidingWindow : null;
        json["original_max_position_embeddings"] = config.RopeScaling?.Original(config.BlockSize) ?? config.BlockSize;
        if (config.RopeScaling is { } scaling)
        {
            // This class takes the three alone, and the older of the two names of the type.
            json["rope_scaling"] = new JsonObject
            {
                ["type"] = "longrope",
                ["short_factor"] = RopeSection.List(scaling.ShortFactors!),
                ["long_factor"] = RopeSection.List(scaling.LongFactors!),
            };
        }

        return json;
    }

    protected override bool CanWrite(GptConfig config) =>
        IsRotary(config) && config is { FusedProjections: true, SlidingWindowFromLayer: 0 }
        && config is { HasQueryKeyValueBias: false, HasAttentionOutputBias: false, HasFeedForwardBias: false }
        && config.RopeScaling is null or { Kind: RopeScalingKind.LongRope, AttentionFactor: null };
}
