using Pipelines.Nn;

namespace Inspect;

/// <summary>What encoders' configs and files have in common.</summary>
internal static class EncoderFacts
{
    private static readonly (string Key, string Name)[] Known =
    [
        ("num_hidden_layers", "layers"), ("num_layers", "layers"), ("num_decoder_layers", "decoder layers"),
        ("hidden_size", "width"), ("d_model", "width"), ("num_attention_heads", "heads"), ("num_heads", "heads"),
        ("intermediate_size", "feed-forward"), ("d_ff", "feed-forward"), ("max_position_embeddings", "positions"),
        ("vocab_size", "vocabulary"),
    ];

    /// <summary>Prefixes and older names of the families; what they hold beside parameters.</summary>
    public static WeightMap Map { get; } = new()
    {
        Prefixes = ["bert.", "roberta.", "deberta."],
        Renames = [KeyValuePair.Create("LayerNorm.gamma", "LayerNorm.weight"), KeyValuePair.Create("LayerNorm.beta", "LayerNorm.bias")],
        Ignored =
        [
            "embeddings.position_ids", "embeddings.token_type_ids", "encoder.embed_tokens.weight", "decoder.embed_tokens.weight",
            "EncDecAttention.relative_attention_bias.weight",
        ],
        Optional = ["pooler.dense.weight", "pooler.dense.bias"],
    };

    /// <summary>What to call a family.</summary>
    public static string Family(string modelType) => modelType switch
    {
        "bert" => "BERT",
        "roberta" => "RoBERTa",
        "xlm-roberta" => "XLM-RoBERTa",
        "deberta-v2" => "DeBERTa-v2 or v3",
        "t5" => "T5",
        "" => "not named",
        _ => $"{modelType}, which is not known here",
    };

    /// <summary>The numbers a config gives.</summary>
    public static List<KeyValuePair<string, string>> Read(ConfigSection config)
    {
        List<KeyValuePair<string, string>> facts = [];
        foreach (var (key, name) in Known)
        {
            if (config.Has(key))
                facts.Add(new(name, $"{config.GetInt32(key, minimum: -1):N0}"));
        }

        return facts;
    }
}
