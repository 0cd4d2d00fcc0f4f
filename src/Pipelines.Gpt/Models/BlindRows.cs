using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Attention of tokens that see nothing (padding before a row's first token) where a label counts at one of them. Hugging Face masks with
/// the lowest number, not with minus infinity, so such a token attends to all keys alike; its loss and gradients are the same here.
/// Everywhere else attention gives these tokens zeros, and nobody reads them.
/// </summary>
internal sealed class BlindRows
{
    // Absorbs every score, so that all that have it are alike; still far from what hides a key.
    private const float Level = -1e30f;
    private const float Hidden = -float.MaxValue;

    private readonly Tensor _levels;
    private readonly Tensor? _seen;
    private readonly bool[] _isBlind;

    private BlindRows(Tensor levels, Tensor? seen, bool[] isBlind)
    {
        _levels = levels;
        _seen = seen;
        _isBlind = isBlind;
    }

    /// <summary>The rows of a batch; null where no label counts at a token that sees nothing.</summary>
    /// <param name="batch">Tokens with a mask.</param>
    /// <param name="backend">What it is computed on.</param>
    /// <param name="seesAll">
    /// Whether such a token attends to all keys (Llama and its kin), or as GPT-2 to earlier padding and later tokens.
    /// </param>
    public static BlindRows? Find(TokenBatch batch, ITensorBackend backend, bool seesAll)
    {
        if (batch.HasSeveralSegments)
            return null;
        var length = batch.Length;
        var isBlind = new bool[batch.RowCount * length];
        var counts = false;
        for (var row = 0; row < batch.RowCount; row++)
        {
            for (var i = row * length; i < (row + 1) * length && batch.Segments[i] == 0; i++)
            {
                isBlind[i] = true;
                counts |= batch.Labels[i] != TokenLabels.IgnoreIndex;
            }
        }

        if (!counts)
            return null;
        var shape = new Shape(batch.RowCount, length, length);
        if (seesAll)
            return new BlindRows(backend.Full(shape, Level), null, isBlind);
        var levels = new float[batch.RowCount * length * length];
        var seen = new float[levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var (query, key) = (i / length, i % length);
            var isPast = key <= query % length;
            seen[i] = isPast ? 1f : 0f;
            levels[i] = isPast || batch.Segments[(query / length * length) + key] != 0 ? Level : Hidden;
        }

        return new BlindRows(backend.FromArray(levels, shape), backend.FromArray(seen, shape), isBlind);
    }

    /// <summary>The attention of these tokens, zeros for the others: [batch, length, heads · headSize].</summary>
    public Tensor Attend(in AttentionShape shape, in AttentionHeads heads)
    {
        var query = Split(heads.Query, shape.QueryOffset, shape.HeadCount, shape);
        var key = Repeat(Split(heads.Key, shape.KeyOffset, shape.KeyValueHeadCount, shape), shape);
        var value = Repeat(Split(heads.Value, shape.ValueOffset, shape.KeyValueHeadCount, shape), shape);
        var scores = Functional.MatMul(query, key, transposeRight: true, alpha: shape.Scale);
        if (_seen is not null)
            scores = Functional.Multiply(scores, _seen);
        var weights = Functional.Softmax(Functional.Add(scores, _levels));
        var result = Functional.Permute(Functional.MatMul(weights, value), 1, 2, 0, 3);
        var width = shape.HeadCount * shape.HeadSize;
        return Functional.Multiply(
            Functional.Reshape(result, new Shape(shape.Batch, shape.QueryLength, width)), Indicator(query.Backend, shape, width));
    }

    /// <summary>[heads, batch, length, headSize]: the batch's masks repeat over the heads.</summary>
    private static Tensor Split(Tensor rows, int offset, int count, in AttentionShape shape)
    {
        var part = Functional.Slice(rows, 2, offset, count * shape.HeadSize);
        return Functional.Permute(Functional.Reshape(part, new Shape(shape.Batch, shape.QueryLength, count, shape.HeadSize)), 2, 0, 1, 3);
    }

    private static Tensor Repeat(Tensor heads, in AttentionShape shape)
    {
        var times = shape.HeadCount / shape.KeyValueHeadCount;
        if (times == 1)
            return heads;
        var parts = new Tensor[shape.HeadCount];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = Functional.Slice(heads, 0, i / times, 1);
        return Functional.Concat(0, parts);
    }

    private Tensor Indicator(ITensorBackend backend, in AttentionShape shape, int width)
    {
        var indicator = backend.Zeros(new Shape(shape.Batch, shape.QueryLength, width));
        var values = indicator.AsSpan<float>();
        for (var i = 0; i < _isBlind.Length; i++)
        {
            if (_isBlind[i])
                values.Slice(i * width, width).Fill(1f);
        }

        return indicator;
    }
}
