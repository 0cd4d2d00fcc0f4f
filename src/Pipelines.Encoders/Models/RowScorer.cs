using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// Scores rows of tokens by an encoder with a head. Rows are padded to lengths of a grid and computed with others of the same length only,
/// so that a score is the same bit by bit in any batch.
/// </summary>
internal static class RowScorer
{
    /// <summary>
    /// Fewer rows than this a backend may compute in other ways, whose last bits differ; the shortest row has as many tokens.
    /// </summary>
    private const int LeastRows = 24;

    /// <summary>Lengths are multiples of this.</summary>
    private const int Grid = 8;

    /// <summary>The scores of each row.</summary>
    /// <param name="encoder">Says how rows are padded.</param>
    /// <param name="rows">The tokens of each row.</param>
    /// <param name="types">The token types of each row, a null for those that have none; or null.</param>
    /// <param name="batchSize">Rows computed at once.</param>
    /// <param name="score">Computes a batch [rows or more, scores], with at least so many rows in its head.</param>
    public static float[][] Score(
        TextEncoder encoder, IReadOnlyList<int[]> rows, IReadOnlyList<int[]?>? types, int batchSize,
        Func<EncoderBatch, int, Tensor> score)
    {
        var lengths = new int[rows.Count];
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] = Padded(rows[i].Length, encoder.BlockSize);
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        order.AsSpan().Sort((a, b) => (lengths[b], a).CompareTo((lengths[a], b))); // the most memory first
        var scores = new float[rows.Count][];
        using var paused = GradientTape.Pause();
        for (var (start, end) = (0, 0); start < order.Length; start = end)
        {
            while (end < order.Length && end - start < batchSize && lengths[order[end]] == lengths[order[start]])
                end++;
            using var scope = new TensorScope();
            var part = order.AsSpan(start, end - start);
            var result = score(Batch(encoder, rows, types, part, lengths[order[start]]), LeastRows);
            var width = result.Shape[1];
            for (var i = 0; i < part.Length; i++)
                scores[part[i]] = result.AsSpan<float>().Slice(i * width, width).ToArray();
        }

        return scores;
    }

    private static EncoderBatch Batch(
        TextEncoder encoder, IReadOnlyList<int[]> rows, IReadOnlyList<int[]?>? types, ReadOnlySpan<int> part, int length)
    {
        var (some, typeIds) = (new int[part.Length][], (int[]?)null);
        for (var i = 0; i < part.Length; i++)
        {
            some[i] = rows[part[i]];
            if (types?[part[i]] is { } given)
                given.CopyTo(typeIds ??= new int[part.Length * length], i * length);
        }

        var padded = EncoderBatch.Pad(some, encoder.PadTokenId, length);
        return new EncoderBatch(padded.RowCount, padded.Length, padded.InputIds, padded.AttentionMask, typeIds);
    }

    private static int Padded(int length, int most) =>
        Math.Max(length, Math.Min(most, Math.Max(LeastRows, (length + Grid - 1) / Grid * Grid)));
}
