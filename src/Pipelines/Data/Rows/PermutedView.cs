namespace Pipelines;

/// <summary>All rows of a seekable view in a random order.</summary>
internal sealed class PermutedView(SeekableView input, int seed) : MappedView(input)
{
    private int[]? _permutation;

    public override long? GetRowCount() => Input.GetRowCount();

    public override long CountRows()
    {
        // Two threads may both make it: they make the same.
        var count = Input.CountRows();
        if (_permutation?.Length != count)
            _permutation = RowPermutation.Create(count, seed);
        return count;
    }

    // The rows are counted before a cursor moves.
    protected override long Map(long index) => _permutation![index];
}
