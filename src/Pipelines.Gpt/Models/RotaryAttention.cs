using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>
/// Attention with rotated queries and keys, as Llama has it: <c>q_proj</c>, <c>k_proj</c>, <c>v_proj</c> and <c>o_proj</c>.
/// </summary>
internal sealed class RotaryAttention : SelfAttention
{
    private readonly ModuleSlot<Projection> _query;
    private readonly ModuleSlot<Projection> _key;
    private readonly ModuleSlot<Projection> _value;
    private readonly ModuleSlot<Projection> _output;

    public RotaryAttention(ProjectionFactory projections, GptConfig config, int layer, AttentionDropout? dropout)
        : base(config, layer, dropout)
    {
        _query = AddModule<Projection>("q_proj", projections(config.EmbeddingSize, QueryWidth, config.HasQueryKeyValueBias));
        _key = AddModule<Projection>("k_proj", projections(config.EmbeddingSize, KeyValueWidth, config.HasQueryKeyValueBias));
        _value = AddModule<Projection>("v_proj", projections(config.EmbeddingSize, KeyValueWidth, config.HasQueryKeyValueBias));
        _output = AddModule<Projection>("o_proj", projections(QueryWidth, config.EmbeddingSize, config.HasAttentionOutputBias));
    }

    protected override Projection Output => _output.Module;

    protected override AttentionHeads Project(Tensor x, RowContext context) => new(
        context.Rotary!.Rotate(_query.Module.Forward(x), context.Positions, HeadCount),
        context.Rotary.Rotate(_key.Module.Forward(x), context.Positions, KeyValueHeadCount),
        _value.Module.Forward(x));
}
