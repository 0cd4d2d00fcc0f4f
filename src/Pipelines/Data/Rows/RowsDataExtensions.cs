namespace Pipelines;

/// <summary>Choosing and ordering rows.</summary>
public static class RowsDataExtensions
{
    /// <summary>The first rows. Lists and caches stay able to shuffle and partition.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="input">The rows to take from.</param>
    /// <param name="count">How many to take, at most.</param>
    public static IDataView TakeRows(this DataCatalog catalog, IDataView input, long count)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return input is SeekableView seekable ? new RangeView(seekable, 0, count) : new RangeStreamView(input, 0, count);
    }

    /// <summary>All but the first rows. Lists and caches stay able to shuffle and partition.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="input">The rows to skip some of.</param>
    /// <param name="count">How many to skip.</param>
    public static IDataView SkipRows(this DataCatalog catalog, IDataView input, long count)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return input is SeekableView seekable ? new RangeView(seekable, count, long.MaxValue) : new RangeStreamView(input, count, long.MaxValue);
    }
}
