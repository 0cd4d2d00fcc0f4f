using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>
/// Attention with rotated queries and keys and one projection, as Phi-3 has it: <c>qkv_proj</c> (rows of queries, keys, values) and
/// <c>o_proj</c>.
/// </summary>
internal sealed class FusedRotaryAttention : SelfAttention
{
    private readonly ModuleSlot<Projection> _input;
    private readonly ModuleSlot<Projection> _output;

    public FusedRotaryAttention(ProjectionFactory projections, GptConfig config, int layer, AttentionDropout? dropout)
        : base(config, layer, dropout)
    {
        _input = AddModule<Projection>(
            "qkv_proj", projections(config.EmbeddingSize, QueryWidth + 2 * KeyValueWidth, config.HasQueryKeyValueBias));
        _output = AddModule<Projection>("o_proj", projections(QueryWidth, config.EmbeddingSize, config.HasAttentionOutputBias));
    }

    protected override Projection Output => _output.Module;

    protected override AttentionHeads Project(Tensor x, RowContext context)
    {
        // Heads of queries and keys stand side by side, so that one pass rotates both.
        var packed = context.Rotary!.Rotate(_input.Module.Forward(x), context.Positions, HeadCount + KeyValueHeadCount);
        return new AttentionHeads(packed, packed, packed, QueryWidth, QueryWidth + KeyValueWidth);
    }
}
