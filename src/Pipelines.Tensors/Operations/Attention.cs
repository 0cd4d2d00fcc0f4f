using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>
    /// Scaled dot-product attention without a stored score matrix (Dao et al. 2022), reading heads in place from the rows of fused
    /// projections. Query, key and value may be one tensor; their gradients are one then.
    /// </summary>
    /// <param name="shape">Where batches, heads and rows lie.</param>
    /// <param name="query">Rows that hold the query heads, where the shape says.</param>
    /// <param name="key">Rows that hold the key heads.</param>
    /// <param name="value">Rows that hold the value heads.</param>
    /// <param name="options">A mask, a bias (which gets a gradient), dropout.</param>
    /// <returns>[batch, queries, heads · headSize]; zeros for queries that see no key.</returns>
    /// <exception cref="TensorException">A tensor, the mask or the bias does not fit the shape.</exception>
    public static Tensor Attention(in AttentionShape shape, Tensor query, Tensor key, Tensor value, in AttentionOptions options = default)
    {
        const string Name = nameof(Attention);
        Check.Float(Name, query, nameof(query));
        Check.Float(Name, key, nameof(key));
        Check.Float(Name, value, nameof(value));
        Check.Backend(Name, query, key, value);
        AttentionCheck.Heads(Name, shape, query, key, value);
        AttentionCheck.Options(Name, shape, query, options);
        var backend = query.Backend;
        var result = backend.Empty(new Shape(shape.Batch, shape.QueryLength, shape.HeadCount * shape.HeadSize));
        var logSumExp = TensorRecycler.Rent(backend, new Shape(shape.Batch, shape.HeadCount, shape.QueryLength));
        backend.Attention(shape, query, key, value, options, result, logSumExp);
        var operation = AttentionOperation.Rent();
        operation.Geometry = shape;
        operation.Options = options;
        operation.Save(logSumExp);
        return options.Mask is null && options.Bias is null
            ? GradientTape.Record(operation, result, query, key, value)
            : GradientTape.Record(
                operation, result, query, key, value, options.Bias, options.Mask?.KeySegments, options.Mask?.QuerySegments);
    }

    /// <summary>Causal self-attention over a packed projection [q heads | k heads | v heads].</summary>
    /// <param name="packed">[batch, length, (headCount + 2 · keyValueHeadCount) · headSize].</param>
    /// <param name="headCount">Query heads.</param>
    /// <param name="keyValueHeadCount">Key and value heads, a divisor of <paramref name="headCount"/>; 0 for as many.</param>
    /// <param name="scale">The factor on the scores; null for 1/√headSize.</param>
    /// <param name="options">A mask, a bias (which gets a gradient), dropout.</param>
    /// <returns>[batch, length, headCount · headSize].</returns>
    /// <exception cref="TensorException">The rows do not hold as many heads, or the mask or the bias does not fit.</exception>
    public static Tensor CausalAttention(
        Tensor packed, int headCount, int keyValueHeadCount = 0, float? scale = null, in AttentionOptions options = default)
    {
        const string Name = nameof(CausalAttention);
        Check.Float(Name, packed, nameof(packed));
        var keyValueHeads = keyValueHeadCount == 0 ? headCount : keyValueHeadCount;
        var width = packed.Shape.Rank == 3 ? packed.Shape[2] : 0;
        if (headCount < 1 || keyValueHeads < 1 || packed.Shape.Rank != 3 || width % (headCount + 2 * keyValueHeads) != 0)
        {
            throw new TensorException(
                Name, $"packed has shape {packed.Shape}; [batch, length, ({headCount} + 2 · {keyValueHeads}) · headSize] was expected.");
        }

        var headSize = width / (headCount + 2 * keyValueHeads);
        return Attention(
            new AttentionShape
            {
                Batch = packed.Shape[0],
                QueryLength = packed.Shape[1],
                KeyLength = packed.Shape[1],
                HeadCount = headCount,
                KeyValueHeadCount = keyValueHeads,
                HeadSize = headSize,
                Scale = scale ?? 1f / MathF.Sqrt(headSize),
                Causal = true,
                QueryStride = width,
                KeyStride = width,
                ValueStride = width,
                KeyOffset = headCount * headSize,
                ValueOffset = (headCount + keyValueHeads) * headSize,
            },
            packed, packed, packed, options);
    }
}

/// <summary>
/// The recorded form of attention: inputs query, key, value, and with options bias, key segments, query segments;
/// saves the log-sum-exp of the scores.
/// </summary>
internal sealed class AttentionOperation : PooledOperation<AttentionOperation>
{
    private const int BiasRole = 3;

    public AttentionShape Geometry { get; set; }

    public AttentionOptions Options { get; set; }

    protected internal override bool UsesResult => true;

    protected override void Backward()
    {
        // The kernel writes all three gradients, wanted or not, and only where the shape points.
        GradientSet gradients = default;
        for (var i = 0; i < 3; i++)
            gradients[i] = Buffer(i, gradients);
        ResultGradient.Backend.AttentionBackward(
            Geometry, ResultGradient, Input(0), Input(1), Input(2), Options, Result, Saved(0),
            gradients[0]!, gradients[1]!, gradients[2]!, NeedsGradient(BiasRole) ? AccumulatedGradient(BiasRole) : null);
        for (var i = 0; i < 3; i++)
            Deliver(i, gradients);
    }

    private protected override void Retire()
    {
        Options = default;
        base.Retire();
    }

    private Tensor Buffer(int role, in GradientSet earlier)
    {
        var input = Input(role);
        for (var i = 0; i < role; i++)
        {
            if (Input(i) == input && !RolesOverlap())
                return earlier[i]!;
        }

        var buffer = TensorRecycler.Rent(input.Backend, input.Shape);
        if (!IsCovered(role))
            input.Backend.Fill(buffer, 0f);
        return buffer;
    }

    private void Deliver(int role, in GradientSet gradients)
    {
        var buffer = gradients[role]!;
        for (var i = 0; i < role; i++)
        {
            if (gradients[i] == buffer)
                return;
        }

        var input = Input(role);
        if (NeedsGradient(role) && !input.HasGradient && input.Producer is not null)
        {
            input.AdoptGradient(buffer);
            return;
        }

        if (NeedsGradient(role))
            AddGradient(role, buffer);
        TensorRecycler.Return(buffer);
    }

    /// <summary>Whether the kernel writes every element of the buffer that a role's gradient goes to.</summary>
    private bool IsCovered(int role)
    {
        var g = Geometry;
        if (g.KeyRowsPerSequence != 0 && g.KeyRowsPerSequence != g.KeyLength)
            return false;
        var separate = RolesOverlap();
        long written = 0;
        for (var i = 0; i < 3; i++)
        {
            var rows = (long)g.Batch * (i == 0 ? g.QueryLength : g.KeyLength);
            var heads = i == 0 ? g.HeadCount : g.KeyValueHeadCount;
            if (i == role || (!separate && Input(i) == Input(role)))
                written += rows * heads * g.HeadSize;
        }

        return written == Input(role).ElementCount;
    }

    /// <summary>Whether two roles read the same elements of one tensor, so that their gradients cannot share a buffer.</summary>
    private bool RolesOverlap()
    {
        var g = Geometry;
        var query = g.HeadCount * g.HeadSize;
        var keyValue = g.KeyValueHeadCount * g.HeadSize;
        return Overlap(0, g.QueryOffset, g.QueryStride, query, 1, g.KeyOffset, g.KeyStride, keyValue)
            || Overlap(0, g.QueryOffset, g.QueryStride, query, 2, g.ValueOffset, g.ValueStride, keyValue)
            || Overlap(1, g.KeyOffset, g.KeyStride, keyValue, 2, g.ValueOffset, g.ValueStride, keyValue);
    }

    private bool Overlap(
        int first, int firstOffset, int firstStride, int firstWidth, int second, int secondOffset, int secondStride, int secondWidth) =>
        Input(first) == Input(second)
        && (firstStride != secondStride || (firstOffset < secondOffset + secondWidth && secondOffset < firstOffset + firstWidth));

    [InlineArray(3)]
    private struct GradientSet
    {
        private Tensor? _first;
    }
}
