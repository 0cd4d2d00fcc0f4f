namespace Pipelines;

/// <summary>
/// The row indices one cursor visits: all rows in their own or a permuted order, or one of several parts. Parts take turns in blocks, so
/// that a consumer that puts the rows of a set in order again needs to hold only a block a part.
/// </summary>
internal sealed class RowSequence
{
    private const int LargestBlock = 256;
    private readonly long _count;
    private readonly int[]? _permutation;
    private readonly int _parts;
    private readonly long _blockSize;
    private long _position;
    private long _blockEnd;

    private RowSequence(long count, int[]? permutation, int part, int parts)
    {
        _count = count;
        _permutation = permutation;
        _parts = parts;
        _blockSize = parts == 1 ? Math.Max(count, 1) : Math.Clamp((count + parts - 1) / parts, 1, LargestBlock);
        _position = (part * _blockSize) - 1;
        _blockEnd = (part + 1) * _blockSize;
    }

    /// <summary>The block of the current row; 0 throughout where there is one part.</summary>
    public long Batch => _parts == 1 ? 0 : Math.Max(_position, 0) / _blockSize;

    /// <summary>All rows.</summary>
    public static RowSequence All(long count, int? shuffleSeed) => Split(count, 1, shuffleSeed)[0];

    /// <summary>The rows in up to <paramref name="parts"/> parts, at least one.</summary>
    public static RowSequence[] Split(long count, int parts, int? shuffleSeed)
    {
        var permutation = shuffleSeed is { } seed ? RowPermutation.Create(count, seed) : null;
        parts = (int)Math.Clamp(parts, 1, Math.Max(count, 1));
        var sequences = new RowSequence[parts];
        for (var part = 0; part < parts; part++)
            sequences[part] = new RowSequence(count, permutation, part, parts);
        return sequences;
    }

    /// <summary>The next row's index; −1 where there is none.</summary>
    public long Next()
    {
        var next = _position + 1;
        if (next >= _blockEnd)
        {
            next += (_parts - 1) * _blockSize;
            _blockEnd = next + _blockSize;
        }

        if (next >= _count)
            return -1;
        _position = next;
        return _permutation is null ? next : _permutation[next];
    }
}
