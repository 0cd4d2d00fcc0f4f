using System.Text.Json.Nodes;
using Pipelines.Nn;

namespace Pipelines.Encoders;

/// <summary>What reading and writing a DeBERTa config takes besides plain values.</summary>
internal static class DebertaConfigReader
{
    /// <summary>The kinds of relative attention: a list, or as older files have it one text with bars.</summary>
    public static IReadOnlyList<string> AttentionKinds(ConfigSection config)
    {
        const string Name = "pos_att_type";
        List<string> kinds = [];
        foreach (var text in config.FindStrings(Name) ?? [])
        {
            foreach (var part in text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var kind = part.ToLowerInvariant();
                if (kind is not ("c2p" or "p2c"))
                    throw config.Error(Name, $"'{part}' is not supported. Known are: c2p, p2c.");
                kinds.Add(kind);
            }
        }

        return kinds;
    }

    /// <summary>Whether the vectors of relative positions are normalised.</summary>
    public static bool NormalizesRelativeEmbeddings(ConfigSection config)
    {
        const string Name = "norm_rel_ebd";
        var normalizes = false;
        foreach (var part in config.GetString(Name, "none").Split('|', StringSplitOptions.TrimEntries))
        {
            var kind = part.ToLowerInvariant();
            if (kind is not ("none" or "layer_norm"))
                throw config.Error(Name, $"'{part}' is not supported. Known are: none, layer_norm.");
            normalizes |= kind == "layer_norm";
        }

        return normalizes;
    }

    /// <summary>Refuses values that do not fit each other.</summary>
    public static void Check(ConfigSection config, DebertaConfig read)
    {
        if (read.HiddenSize % read.HeadCount != 0)
        {
            throw config.Error(
                "num_attention_heads", $"there are {read.HeadCount} heads for rows of {read.HiddenSize}; a divisor was expected.");
        }

        if (config.FindInt32("attention_head_size") is { } size && size != read.HiddenSize / read.HeadCount)
        {
            throw config.Error(
                "attention_head_size",
                $"it is {size}; hidden_size / num_attention_heads, {read.HiddenSize / read.HeadCount}, was expected.");
        }

        if (config.FindInt32("pooler_hidden_size") is { } pooler && pooler != read.HiddenSize)
            throw config.Error("pooler_hidden_size", $"it is {pooler}; hidden_size, {read.HiddenSize}, was expected.");
        if (read.ConvolutionSize > 0 && read.ConvolutionSize % 2 == 0)
            throw config.Error("conv_kernel_size", $"it is {read.ConvolutionSize}; an odd number of tokens was expected.");
        if (read.HiddenSize % read.ConvolutionGroups != 0)
        {
            throw config.Error(
                "conv_groups", $"it is {read.ConvolutionGroups}; a divisor of hidden_size, {read.HiddenSize}, was expected.");
        }
    }

    public static JsonObject ToJson(DebertaConfig config, string architecture)
    {
        var kinds = new JsonArray();
        if (config.PositionToContent)
            kinds.Add("p2c");
        if (config.ContentToPosition)
            kinds.Add("c2p");
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(architecture),
            ["attention_probs_dropout_prob"] = config.AttentionDropout,
            ["cls_dropout"] = config.ClassifierDropout,
            ["hidden_act"] = ActivationNames.NameOf(config.Activation),
            ["hidden_dropout_prob"] = config.HiddenDropout,
            ["hidden_size"] = config.HiddenSize,
            ["initializer_range"] = config.InitializerRange,
            ["intermediate_size"] = config.IntermediateSize,
            ["layer_norm_eps"] = config.NormEpsilon,
            ["max_position_embeddings"] = config.PositionCount,
            ["max_relative_positions"] = config.MaximumRelativePositions,
            ["model_type"] = "deberta-v2",
            ["norm_rel_ebd"] = config.NormalizeRelativeEmbeddings ? "layer_norm" : "none",
            ["num_attention_heads"] = config.HeadCount,
            ["num_hidden_layers"] = config.LayerCount,
            ["pad_token_id"] = config.PadTokenId,
            ["pooler_dropout"] = config.PoolerDropout,
            ["pooler_hidden_act"] = ActivationNames.NameOf(config.PoolerActivation),
            ["pooler_hidden_size"] = config.HiddenSize,
            ["pos_att_type"] = kinds,
            ["position_biased_input"] = config.PositionBiasedInput,
            ["position_buckets"] = config.PositionBuckets,
            ["relative_attention"] = config.RelativeAttention,
            ["share_att_key"] = config.ShareAttentionKey,
            ["type_vocab_size"] = config.TokenTypeCount,
            ["vocab_size"] = config.VocabularySize,
        };
        if (config.EmbeddingSize != config.HiddenSize)
            json["embedding_size"] = config.EmbeddingSize;
        if (config.ConvolutionSize > 0)
        {
            json["conv_act"] = ActivationNames.NameOf(config.ConvolutionActivation);
            json["conv_groups"] = config.ConvolutionGroups;
            json["conv_kernel_size"] = config.ConvolutionSize;
        }

        return json;
    }
}
