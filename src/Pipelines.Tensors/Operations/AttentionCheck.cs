namespace Pipelines.Tensors;

/// <summary>What an attention call checks of its arguments.</summary>
internal static class AttentionCheck
{
    /// <summary>The geometry and that the tensors hold what it addresses.</summary>
    public static void Heads(string name, in AttentionShape shape, Tensor query, Tensor key, Tensor value)
    {
        if (shape.Batch < 1 || shape.QueryLength < 1 || shape.KeyLength < 1 || shape.HeadSize < 1 || shape.KeyValueHeadCount < 1
            || shape.HeadCount < 1 || shape.HeadCount % shape.KeyValueHeadCount != 0)
        {
            throw new TensorException(name, $"{shape} must have positive extents, and KeyValueHeadCount must divide HeadCount.");
        }

        if (shape.Causal && shape.QueryLength > shape.KeyLength)
        {
            throw new TensorException(
                name, $"there are {shape.QueryLength} causal queries for {shape.KeyLength} keys; the first queries would see no key.");
        }

        if (shape.KeyRowsPerSequence != 0 && shape.KeyRowsPerSequence < shape.KeyLength)
        {
            throw new TensorException(
                name, $"KeyRowsPerSequence is {shape.KeyRowsPerSequence}; it must be 0 or at least KeyLength, {shape.KeyLength}.");
        }

        var keyRows = shape.KeyRowsPerSequence == 0 ? shape.KeyLength : shape.KeyRowsPerSequence;
        Rows(
            name, nameof(query), query, (long)shape.Batch * shape.QueryLength, shape.QueryStride, shape.QueryOffset, shape.HeadCount,
            shape.HeadSize);
        var rows = (shape.Batch - 1L) * keyRows + shape.KeyLength;
        Rows(name, nameof(key), key, rows, shape.KeyStride, shape.KeyOffset, shape.KeyValueHeadCount, shape.HeadSize);
        Rows(name, nameof(value), value, rows, shape.ValueStride, shape.ValueOffset, shape.KeyValueHeadCount, shape.HeadSize);
    }

    private static void Rows(string name, string role, Tensor tensor, long rows, int stride, int offset, int heads, int headSize)
    {
        var width = (long)heads * headSize;
        if (offset < 0 || stride < offset + width || (rows - 1) * stride + offset + width > tensor.ElementCount)
        {
            throw new TensorException(
                name, $"{role} has shape {tensor.Shape} with {tensor.ElementCount} elements; " +
                $"{rows} rows {stride} apart with {heads} heads of {headSize} from element {offset} do not fit.");
        }
    }

    /// <summary>Mask, bias and dropout.</summary>
    public static void Options(string name, in AttentionShape shape, Tensor query, in AttentionOptions options)
    {
        if (options.Mask is { } mask)
        {
            Segments(name, query, mask.KeySegments, nameof(mask.KeySegments), shape.Batch, shape.KeyLength, shape.KeyRowsPerSequence);
            if (mask.QuerySegments is { } segments)
                Segments(name, query, segments, nameof(mask.QuerySegments), shape.Batch, shape.QueryLength, 0);
        }

        if (options.Bias is { } bias)
        {
            Check.Float(name, bias, nameof(options.Bias));
            Check.Backend(name, query, bias);
            var expected = new Shape(shape.Batch, shape.HeadCount, shape.QueryLength, shape.KeyLength);
            if (bias.Shape != expected && bias.Shape != expected.With(0, 1))
            {
                throw new TensorException(
                    name, $"the bias has shape {bias.Shape}; {expected} was expected, or {expected.With(0, 1)} for all sequences.");
            }
        }

        if (!(options.DropoutProbability >= 0f && options.DropoutProbability < 1f))
        {
            throw new TensorException(
                name, $"the dropout probability is {options.DropoutProbability}; it must be at least 0 and less than 1.");
        }
    }

    private static void Segments(string name, Tensor query, Tensor segments, string role, int batch, int length, int spareLength)
    {
        Check.Type(name, segments, role, ElementType.Int32);
        Check.Backend(name, query, segments);
        var expected = new Shape(batch, length);
        if (segments.Shape != expected && (spareLength == 0 || segments.Shape != new Shape(batch, spareLength)))
            throw new TensorException(name, $"{role} has shape {segments.Shape}; {expected} was expected.");
    }
}
