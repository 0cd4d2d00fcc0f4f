using System.Text.Json.Nodes;
using Pipelines.Nn;

namespace Pipelines.Gpt;

/// <summary>
/// Qwen2 and Qwen2.5 (Yang et al. 2024), as <c>Qwen2ForCausalLM</c> computes it: Llama with biases on queries, keys and values.
/// </summary>
internal sealed class Qwen2Family : RotaryFamily
{
    private const int UsualFirstLayer = 28;

    public override string ModelType => "qwen2";

    public override string Architecture => "Qwen2ForCausalLM";

    public override string DisplayName => "Qwen2";

    protected override GptConfig ReadParts(ConfigSection config)
    {
        var common = ReadCommon(config, 151_936, 4096, 22_016, 32_768, 1e-6f);
        // Only layers from max_window_layers on look through the window.
        var firstLayer = config.GetInt32("max_window_layers", UsualFirstLayer);
        var hasWindow = config.GetBoolean("use_sliding_window", false) && firstLayer < common.LayerCount;
        return RopeSection.Read(config, common with
        {
            QueryKeyValueBias = true,
            AttentionOutputBias = false,
            SlidingWindow = hasWindow ? config.GetInt32("sliding_window", 4096, 1, 1 << 24) : 0,
            SlidingWindowFromLayer = hasWindow ? firstLayer : 0,
        });
    }

    protected override JsonObject WriteParts(GptConfig config)
    {
        var json = WriteCommon(config);
        json["max_window_layers"] = config.SlidingWindow > 0 ? config.SlidingWindowFromLayer : Math.Max(UsualFirstLayer, config.LayerCount);
        json["sliding_window"] = config.SlidingWindow > 0 ? config.SlidingWindow : null;
        json["use_sliding_window"] = config.SlidingWindow > 0;
        return json;
    }

    protected override bool CanWrite(GptConfig config) =>
        IsRotary(config) && !config.FusedProjections
            && config is { HasQueryKeyValueBias: true, HasAttentionOutputBias: false, HasFeedForwardBias: false }
        && HasNoOtherDropout(config);
}
