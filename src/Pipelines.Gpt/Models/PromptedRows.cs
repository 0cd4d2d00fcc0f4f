using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Where virtual tokens and tokens of a batch stand: the virtual ones first, once for each example of the row that has most of them. An
/// example sees the copy that is its own, so examples packed into a row are computed as each alone.
/// </summary>
internal sealed class PromptedRows
{
    private readonly int _rowCount;
    private readonly int _length;
    private readonly int _promptLength;
    private readonly bool _isEmbedded;
    private readonly bool _hasSeveralSegments;
    private readonly int[]? _segments;

    /// <exception cref="PipelineException">The positions do not suffice.</exception>
    public PromptedRows(TokenBatch batch, ISoftPrompt prompt, int longestRow)
    {
        (_rowCount, _length, _promptLength) = (batch.RowCount, batch.Length, prompt.TokenCount);
        _isEmbedded = prompt.Kind == SoftPromptKind.Embeddings;
        _hasSeveralSegments = batch.HasSeveralSegments;
        var copies = 1;
        if (_hasSeveralSegments)
        {
            for (var row = 0; row < _rowCount; row++)
                copies = Math.Max(copies, SegmentsOf(batch, row).Count);
        }

        VirtualCount = copies * _promptLength;
        _segments = batch.HasSegments ? Segments(batch) : null;
        Positions = CountPositions(batch, longestRow);
    }

    /// <summary>Virtual tokens before each row.</summary>
    public int VirtualCount { get; }

    /// <summary>How many positions a row has: virtual tokens have some only where they are embeddings.</summary>
    public int PositionCount => _length + (_isEmbedded ? VirtualCount : 0);

    /// <summary>[rows, <see cref="PositionCount"/>].</summary>
    public int[] Positions { get; }

    /// <summary>Which virtual token stands where: Int32 [rows, <see cref="VirtualCount"/>].</summary>
    public Tensor CreatePlaces(ITensorBackend backend)
    {
        var places = backend.Empty(new Shape(_rowCount, VirtualCount), ElementType.Int32);
        var ids = places.AsSpan<int>();
        for (var i = 0; i < ids.Length; i++)
            ids[i] = i % _promptLength;
        return places;
    }

    /// <summary>Who sees whom; null where all see all.</summary>
    public AttentionMask? CreateMask(ITensorBackend backend)
    {
        if (_segments is null)
            return null;
        var width = VirtualCount + _length;
        var keys = backend.FromArray(_segments.AsSpan(), new Shape(_rowCount, width));
        if (!_hasSeveralSegments || _isEmbedded)
            return new AttentionMask(keys, _hasSeveralSegments ? keys : null);
        var queries = backend.Empty(new Shape(_rowCount, _length), ElementType.Int32);
        for (var row = 0; row < _rowCount; row++)
            _segments.AsSpan(row * width + VirtualCount, _length).CopyTo(queries.AsSpan<int>()[(row * _length)..]);
        return new AttentionMask(keys, queries);
    }

    private static List<int> SegmentsOf(TokenBatch batch, int row)
    {
        List<int> found = [];
        foreach (var segment in batch.Segments.Slice(row * batch.Length, batch.Length))
        {
            if (segment != 0 && !found.Contains(segment))
                found.Add(segment);
        }

        return found;
    }

    private int[] Segments(TokenBatch batch)
    {
        var width = VirtualCount + _length;
        var segments = new int[_rowCount * width];
        for (var row = 0; row < _rowCount; row++)
        {
            var target = segments.AsSpan(row * width, width);
            // Padding sees the prompt of a row that is one example, so that it is never blind.
            if (!_hasSeveralSegments)
            {
                target[..VirtualCount].Fill(1);
            }
            else
            {
                var copy = 0;
                foreach (var segment in SegmentsOf(batch, row))
                    target.Slice(copy++ * _promptLength, _promptLength).Fill(segment);
            }

            batch.Segments.Slice(row * _length, _length).CopyTo(target[VirtualCount..]);
        }

        return segments;
    }

    private int[] CountPositions(TokenBatch batch, int longestRow)
    {
        var first = _isEmbedded ? VirtualCount : 0;
        var positions = new int[_rowCount * PositionCount];
        for (var row = 0; row < _rowCount; row++)
        {
            var target = positions.AsSpan(row * PositionCount, PositionCount);
            for (var i = 0; i < first; i++)
                target[i] = i % _promptLength;
            for (var i = 0; i < _length; i++)
            {
                var position = batch.HasPositionIds ? batch.PositionIds[row * _length + i] : i;
                if (position < 0 || position >= longestRow - _promptLength)
                {
                    throw new PipelineException(
                        $"Row {row} has a token at position {position} behind {_promptLength} virtual tokens, but the model's context holds " +
                        $"{longestRow}, so tokens have the positions 0 to {longestRow - _promptLength - 1}. " +
                        "Cut the rows, or take fewer virtual tokens.");
                }

                target[first + i] = _promptLength + position;
            }
        }

        return positions;
    }
}
