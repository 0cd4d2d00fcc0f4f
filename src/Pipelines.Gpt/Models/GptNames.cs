namespace Pipelines.Gpt;

/// <summary>What the modules of a family are called in its Hugging Face files; adapters find their targets by these names.</summary>
internal sealed record GptNames(
    string Root, string TokenEmbedding, string PositionEmbedding, string Layers, string FinalNorm,
    string AttentionNorm, string Attention, string FeedForwardNorm, string FeedForward)
{
    public static GptNames Gpt2 { get; } = new("transformer", "wte", "wpe", "h", "ln_f", "ln_1", "attn", "ln_2", "mlp");

    public static GptNames Llama { get; } =
        new(
            "model", "embed_tokens", "embed_positions", "layers", "norm", "input_layernorm", "self_attn",
            "post_attention_layernorm", "mlp");

    public static GptNames For(GptConfig config) => config.Positions == PositionKind.Rotary ? Llama : Gpt2;
}
