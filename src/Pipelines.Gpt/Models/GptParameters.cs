using System.Globalization;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>The parameters that a model of a config has, in its order, without making it.</summary>
internal static class GptParameters
{
    public static IReadOnlyList<ParameterShape> List(GptConfig config)
    {
        var names = GptNames.For(config);
        List<ParameterShape> list = [];
        Add(list, $"{names.Root}.{names.TokenEmbedding}.weight", config.VocabularySize, config.EmbeddingSize);
        if (config.Positions == PositionKind.Learned)
            Add(list, $"{names.Root}.{names.PositionEmbedding}.weight", config.BlockSize, config.EmbeddingSize);
        for (var layer = 0; layer < config.LayerCount; layer++)
            AddLayer(list, config, names, string.Create(CultureInfo.InvariantCulture, $"{names.Root}.{names.Layers}.{layer}"));
        AddNorm(list, config, $"{names.Root}.{names.FinalNorm}");
        if (!config.TieEmbeddings)
            Add(list, "lm_head.weight", config.VocabularySize, config.EmbeddingSize);
        return list;
    }

    private static void AddLayer(List<ParameterShape> list, GptConfig config, GptNames names, string path)
    {
        var size = config.EmbeddingSize;
        var query = config.HeadCount * config.EffectiveHeadSize;
        var keyValue = config.EffectiveKeyValueHeadCount * config.EffectiveHeadSize;
        var inputBias = config.HasQueryKeyValueBias;
        var isRotary = config.Positions == PositionKind.Rotary;
        AddNorm(list, config, $"{path}.{names.AttentionNorm}");
        var attention = $"{path}.{names.Attention}";
        if (isRotary && !config.FusedProjections)
        {
            AddProjection(list, $"{attention}.q_proj", query, size, inputBias);
            AddProjection(list, $"{attention}.k_proj", keyValue, size, inputBias);
            AddProjection(list, $"{attention}.v_proj", keyValue, size, inputBias);
        }
        else
        {
            AddProjection(list, isRotary ? $"{attention}.qkv_proj" : $"{attention}.c_attn", query + 2 * keyValue, size, inputBias);
        }

        AddProjection(list, isRotary ? $"{attention}.o_proj" : $"{attention}.c_proj", size, query, config.HasAttentionOutputBias);
        AddNorm(list, config, $"{path}.{names.FeedForwardNorm}");
        AddFeedForward(list, config, $"{path}.{names.FeedForward}");
    }

    private static void AddFeedForward(List<ParameterShape> list, GptConfig config, string path)
    {
        var (size, inner, bias) = (config.EmbeddingSize, config.EffectiveFeedForwardSize, config.HasFeedForwardBias);
        if (config.FeedForward == FeedForwardKind.Plain)
        {
            AddProjection(list, $"{path}.c_fc", inner, size, bias);
        }
        else if (config.FusedProjections)
        {
            AddProjection(list, $"{path}.gate_up_proj", 2 * inner, size, bias);
        }
        else
        {
            AddProjection(list, $"{path}.gate_proj", inner, size, bias);
            AddProjection(list, $"{path}.up_proj", inner, size, bias);
        }

        AddProjection(list, config.FeedForward == FeedForwardKind.Plain ? $"{path}.c_proj" : $"{path}.down_proj", size, inner, bias);
    }

    private static void AddNorm(List<ParameterShape> list, GptConfig config, string path)
    {
        Add(list, $"{path}.weight", config.EmbeddingSize);
        if (config.Norm == NormKind.LayerNorm && config.Bias)
            Add(list, $"{path}.bias", config.EmbeddingSize);
    }

    private static void AddProjection(List<ParameterShape> list, string path, int outputSize, int inputSize, bool bias)
    {
        Add(list, $"{path}.weight", outputSize, inputSize);
        if (bias)
            Add(list, $"{path}.bias", outputSize);
    }

    private static void Add(List<ParameterShape> list, string name, params ReadOnlySpan<int> extents) =>
        list.Add(new ParameterShape(name, new Shape(extents)));
}
