using System.Text.Json.Nodes;
using Pipelines.Nn;

namespace Pipelines.Gpt;

/// <summary>Llama 1 to 3 (Touvron et al. 2023, Dubey et al. 2024), as <c>LlamaForCausalLM</c> computes it.</summary>
internal sealed class LlamaFamily : RotaryFamily
{
    public override string ModelType => "llama";

    public override string Architecture => "LlamaForCausalLM";

    public override string DisplayName => "Llama";

    protected override GptConfig ReadParts(ConfigSection config)
    {
        var attentionBias = config.GetBoolean("attention_bias", false);
        var common = ReadCommon(config, 32_000, 4096, 11_008, 2048, 1e-6f);
        return RopeSection.Read(config, common with
        {
            QueryKeyValueBias = attentionBias,
            AttentionOutputBias = attentionBias,
            FeedForwardBias = config.GetBoolean("mlp_bias", false),
        });
    }

    protected override JsonObject WriteParts(GptConfig config)
    {
        var json = WriteCommon(config);
        json["attention_bias"] = config.HasQueryKeyValueBias;
        json["mlp_bias"] = config.HasFeedForwardBias;
        json["head_dim"] = config.EffectiveHeadSize;
        json["pretraining_tp"] = 1;
        return json;
    }

    protected override bool CanWrite(GptConfig config) =>
        IsRotary(config) && !config.FusedProjections && config.HasQueryKeyValueBias == config.HasAttentionOutputBias
            && config.SlidingWindow == 0
        && HasNoOtherDropout(config);
}
