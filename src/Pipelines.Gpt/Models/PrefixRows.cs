using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>Learned keys and values of one layer, which stand before those of the tokens.</summary>
/// <param name="Keys">[virtual tokens, key width], not rotated.</param>
/// <param name="Values">[virtual tokens, key width].</param>
/// <param name="Places">Which of them stands where before each row: Int32 [batch, places].</param>
internal sealed record PrefixRows(Tensor Keys, Tensor Values, Tensor Places)
{
    /// <summary>Joins them with the tokens' own: keys and values apart, each with its own rows.</summary>
    public AttentionHeads Before(in AttentionHeads heads) => heads with
    {
        Key = Join(Keys, heads.Key, heads.KeyOffset),
        Value = Join(Values, heads.Value, heads.ValueOffset),
        KeyOffset = 0,
        ValueOffset = 0,
    };

    private Tensor Join(Tensor rows, Tensor own, int offset)
    {
        var width = rows.Shape[1];
        var tokens = own.Shape[-1] == width ? own : Functional.Slice(own, 2, offset, width);
        return Functional.Concat(1, Functional.Embedding(Places, rows), tokens);
    }
}
