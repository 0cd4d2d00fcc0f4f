using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>Attention with one projection for queries, keys and values, as GPT-2 has it: <c>c_attn</c> and <c>c_proj</c>.</summary>
internal sealed class PackedAttention : SelfAttention
{
    private readonly ModuleSlot<Projection> _input;
    private readonly ModuleSlot<Projection> _output;

    public PackedAttention(ProjectionFactory projections, GptConfig config, int layer, AttentionDropout? dropout)
        : base(config, layer, dropout)
    {
        _input = AddModule<Projection>(
            "c_attn", projections(config.EmbeddingSize, QueryWidth + 2 * KeyValueWidth, config.HasQueryKeyValueBias));
        _output = AddModule<Projection>("c_proj", projections(QueryWidth, config.EmbeddingSize, config.HasAttentionOutputBias));
    }

    protected override Projection Output => _output.Module;

    protected override AttentionHeads Project(Tensor x, RowContext context)
    {
        var packed = _input.Module.Forward(x);
        return new AttentionHeads(packed, packed, packed, QueryWidth, QueryWidth + KeyValueWidth);
    }
}
