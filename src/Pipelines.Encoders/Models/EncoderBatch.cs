using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>Rows of token ids of one length, with what an encoder may need besides.</summary>
public sealed class EncoderBatch
{
    /// <summary>Takes rows as flat arrays [rows · length], which it does not copy.</summary>
    /// <param name="rowCount">How many rows there are.</param>
    /// <param name="length">Tokens in a row, padding included.</param>
    /// <param name="inputIds">The token ids.</param>
    /// <param name="attentionMask">1 for a token, 0 for padding; null where nothing is padded.</param>
    /// <param name="tokenTypeIds">Which segment a token is of; null for segment 0.</param>
    /// <exception cref="ArgumentException">There are no rows, or an array has another length.</exception>
    public EncoderBatch(int rowCount, int length, int[] inputIds, int[]? attentionMask = null, int[]? tokenTypeIds = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentNullException.ThrowIfNull(inputIds);
        var size = checked(rowCount * length);
        CheckLength(inputIds, size, nameof(inputIds));
        CheckLength(attentionMask, size, nameof(attentionMask));
        CheckLength(tokenTypeIds, size, nameof(tokenTypeIds));
        (RowCount, Length, InputIds, TokenTypeIds) = (rowCount, length, inputIds, tokenTypeIds);
        AttentionMask = attentionMask is not null && attentionMask.AsSpan().Contains(0) ? attentionMask : null;
    }

    /// <summary>How many rows there are.</summary>
    public int RowCount { get; }

    /// <summary>Tokens in a row, padding included.</summary>
    public int Length { get; }

    /// <summary>The token ids [rows · length].</summary>
    public int[] InputIds { get; }

    /// <summary>1 for a token, 0 for padding [rows · length]; null where nothing is padded.</summary>
    public int[]? AttentionMask { get; }

    /// <summary>Which segment a token is of [rows · length]; null for segment 0.</summary>
    public int[]? TokenTypeIds { get; }

    /// <summary>Rows of different lengths, padded on the right to the longest.</summary>
    /// <param name="rows">At least one row; one without tokens is all padding.</param>
    /// <param name="padTokenId">What padding is filled with.</param>
    /// <param name="leastLength">The least length of the rows.</param>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    public static EncoderBatch Pad(IReadOnlyList<int[]> rows, int padTokenId, int leastLength = 1)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
            throw new ArgumentException("There are no rows; at least one was expected.", nameof(rows));
        var length = Math.Max(Math.Max(1, leastLength), rows.Max(row => row.Length));
        var (ids, mask) = (new int[checked(rows.Count * length)], new int[rows.Count * length]);
        ids.AsSpan().Fill(padTokenId);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].CopyTo(ids, i * length);
            mask.AsSpan(i * length, rows[i].Length).Fill(1);
        }

        return new EncoderBatch(rows.Count, length, ids, mask);
    }

    /// <summary>How many tokens of a row are no padding.</summary>
    public int CountTokens(int row)
    {
        if (AttentionMask is null)
            return Length;
        var count = 0;
        foreach (var value in AttentionMask.AsSpan(row * Length, Length))
            count += value == 0 ? 0 : 1;
        return count;
    }

    /// <summary>[rows, length].</summary>
    internal Shape Shape => new(RowCount, Length);

    /// <summary>The padding as Int32 [rows, length]; null where there is none.</summary>
    internal Tensor? Segments(ITensorBackend backend) => AttentionMask is null ? null : backend.FromArray(AttentionMask, Shape);

    private static void CheckLength(int[]? values, int size, string name)
    {
        if (values is not null && values.Length != size)
            throw new ArgumentException($"There are {values.Length} values; {size} were expected, one for each token.", name);
    }
}
