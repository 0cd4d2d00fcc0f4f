using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Causal self-attention: heads are projected, attend, and are projected back into the residual stream.</summary>
internal abstract class SelfAttention(GptConfig config, int layer, AttentionDropout? dropout) : Module
{
    private readonly float _scale =
        (config.ScaleAttention ? 1f / MathF.Sqrt(config.EffectiveHeadSize) : 1f) / (config.ScaleAttentionByLayer ? layer + 1 : 1);

    protected int HeadCount { get; } = config.HeadCount;

    protected int KeyValueHeadCount { get; } = config.EffectiveKeyValueHeadCount;

    protected int HeadSize { get; } = config.EffectiveHeadSize;

    protected int QueryWidth => HeadCount * HeadSize;

    protected int KeyValueWidth => KeyValueHeadCount * HeadSize;

    protected abstract Projection Output { get; }

    /// <summary>Whole sequences [batch, length, width].</summary>
    public Tensor Forward(Tensor x, RowContext context, Tensor? residual)
    {
        var heads = Project(x, context);
        if (context.Prefix is not null)
            heads = context.Prefix.Before(heads);
        var shape = Shape(heads, x.Shape[0], x.Shape[1], heads.Key.Shape[1]) with
        {
            KeyStride = heads.Key.Shape[-1],
            ValueStride = heads.Value.Shape[-1],
        };
        var options = dropout?.Options(context.Mask) ?? new AttentionOptions { Mask = context.Mask };
        var attended = Functional.Attention(shape, heads.Query, heads.Key, heads.Value, options);
        if (context.Blind is not null)
            attended = Functional.Add(attended, context.Blind.Attend(shape, heads));
        return Output.Forward(attended, residual: residual);
    }

    /// <summary>New tokens [1, rows, width] of the sequences of a step, which see what the cache holds of theirs.</summary>
    public Tensor Decode(Tensor x, RowContext context, DecodingStep step, KeyValueCache cache, Tensor? residual)
    {
        var heads = Project(x, context);
        var results = new Tensor[step.Runs.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var run = step.Runs[i];
            if (!run.IsMasked)
                cache.Write(run.Slot, run.Position, heads.Key, heads.KeyOffset, heads.Value, heads.ValueOffset, run.FirstRow, run.RowCount);
            var query = results.Length == 1 ? heads.Query : Functional.Slice(heads.Query, 1, run.FirstRow, run.RowCount);
            var shape = Shape(heads, 1, run.RowCount, run.Position + (run.IsMasked ? 0 : run.RowCount)) with
            {
                KeyStride = KeyValueWidth,
                ValueStride = KeyValueWidth,
                KeyOffset = 0,
                ValueOffset = 0,
                KeyRowsPerSequence = cache.Capacity,
            };
            results[i] = Functional.Attention(shape, query, cache.Keys(run.Slot), cache.Values(run.Slot));
        }

        return Output.Forward(results.Length == 1 ? results[0] : Functional.Concat(1, results), residual: residual);
    }

    protected abstract AttentionHeads Project(Tensor x, RowContext context);

    private AttentionShape Shape(in AttentionHeads heads, int batch, int queries, int keys) => new()
    {
        Batch = batch,
        QueryLength = queries,
        KeyLength = keys,
        HeadCount = HeadCount,
        KeyValueHeadCount = KeyValueHeadCount,
        HeadSize = HeadSize,
        Scale = _scale,
        Causal = true,
        QueryStride = heads.Query.Shape[-1],
        KeyStride = 0,
        ValueStride = 0,
        KeyOffset = heads.KeyOffset,
        ValueOffset = heads.ValueOffset,
    };
}
