namespace Pipelines;

/// <summary>Consecutive rows of a seekable view.</summary>
internal sealed class RangeView(SeekableView input, long offset, long limit) : MappedView(input)
{
    public override long? GetRowCount() => Input.GetRowCount() is { } count ? Within(count) : null;

    public override long CountRows() => Within(Input.CountRows());

    protected override long Map(long index) => offset + index;

    private long Within(long count) => Math.Min(limit, Math.Max(0, count - offset));
}
