using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>Attention with rotated queries and keys, as Llama has it: <c>q_proj</c>, <c>k_proj</c>, <c>v_proj</c> and <c>o_proj</c>.</summary>
internal sealed class RotaryAttention : SelfAttention
{
    private readonly ModuleSlot<Projection> _query;
    private readonly ModuleSlot<Projection> _key;
    private readonly ModuleSlot<Projection> _value;
    private readonly ModuleSlot<Projection> _output;
    private readonly RotaryEmbedding _rotary;

    // The tables are the model's, shared by its layers.
    public RotaryAttention(ITensorBackend backend, GptConfig config, RotaryEmbedding rotary) : base(config)
    {
        _rotary = rotary;
        _query = AddModule<Projection>("q_proj", new Linear(backend, config.EmbeddingSize, QueryWidth, config.Bias));
        _key = AddModule<Projection>("k_proj", new Linear(backend, config.EmbeddingSize, KeyValueWidth, config.Bias));
        _value = AddModule<Projection>("v_proj", new Linear(backend, config.EmbeddingSize, KeyValueWidth, config.Bias));
        _output = AddModule<Projection>("o_proj", new Linear(backend, QueryWidth, config.EmbeddingSize, config.Bias));
    }

    protected override Projection Output => _output.Module;

    protected override AttentionHeads Project(Tensor x, Tensor positions) => new(
        _rotary.Forward(_query.Module.Forward(x), positions, HeadCount),
        _rotary.Forward(_key.Module.Forward(x), positions, KeyValueHeadCount),
        _value.Module.Forward(x));
}
