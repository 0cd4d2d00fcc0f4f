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
        return input is SeekableView seekable
            ? new RangeView(seekable, count, long.MaxValue)
            : new RangeStreamView(input, count, long.MaxValue);
    }

    /// <summary>
    /// The rows in a random order, the same on every pass. Lists, caches and other views that can shuffle are shuffled whole, by index.
    /// Others are shuffled through a pool: each row given is one of <paramref name="poolSize"/> rows at random, so that a row comes at most
    /// that many places early, and memory for that many rows is needed; put a cache below where the whole order should be random.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="input">The rows to shuffle.</param>
    /// <param name="seed">What the order is drawn from; null for the context's seed.</param>
    /// <param name="poolSize">How many rows a pool holds.</param>
    public static IDataView ShuffleRows(this DataCatalog catalog, IDataView input, int? seed = null, int poolSize = 1000)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfLessThan(poolSize, 1);
        var drawn = seed ?? catalog.Context.Seed;
        return input is SeekableView seekable ? new PermutedView(seekable, drawn)
            : input.CanShuffle ? new ReorderedView(input, drawn)
            : new PoolShuffledView(input, drawn, poolSize);
    }

    /// <summary>The rows whose value in a column pleases a function.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="input">The rows to choose from.</param>
    /// <param name="columnName">The column.</param>
    /// <param name="predicate">
    /// Whether a row with this value is kept. The value is the column's own type, or <c>string</c> for text and an array for a vector,
    /// which are made anew for each row; it is valid during the call. Cursors of several threads call it at once.
    /// </param>
    /// <exception cref="SchemaException">The column is missing or of another type.</exception>
    public static IDataView FilterRows<T>(this DataCatalog catalog, IDataView input, string columnName, Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(predicate);
        return new FilteredDataView(input, PredicateFilter.Create(input.Schema, columnName, predicate));
    }

    /// <summary>The rows whose number in a column is at least one bound and below another. NaN is in no range.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="input">The rows to choose from.</param>
    /// <param name="columnName">A column of numbers.</param>
    /// <param name="lowerBound">The least value kept.</param>
    /// <param name="upperBound">The least value too large to be kept.</param>
    /// <exception cref="SchemaException">The column is missing or holds no numbers.</exception>
    public static IDataView FilterRowsByColumn(
        this DataCatalog catalog,
        IDataView input,
        string columnName,
        double lowerBound = double.NegativeInfinity,
        double upperBound = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(input);
        if (!(lowerBound < upperBound))
            throw new ArgumentException($"No number is at least {lowerBound} and below {upperBound}: swap the bounds.", nameof(lowerBound));
        return new FilteredDataView(input, NumberFilter.Create(input.Schema, columnName, lowerBound, upperBound));
    }

    /// <summary>
    /// The rows of several views one after the other. They need the same columns, in any order. Lists and caches put together stay able to
    /// shuffle and partition.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="views">The views, at least one.</param>
    /// <exception cref="SchemaException">
    /// Two views differ in a column, or in what an annotation says about it (such as the tokenizer of its ids); the first difference is
    /// named.
    /// </exception>
    public static IDataView Concat(this DataCatalog catalog, params IReadOnlyList<IDataView> views)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(views);
        if (views.Count == 0)
            throw new ArgumentException("No view was given: give at least one.", nameof(views));
        var schema = ConcatSchema.Agree(views);
        return views.All(view => view is SeekableView)
            ? new ConcatSeekableView([.. views.Cast<SeekableView>()], schema)
            : new ConcatStreamView([.. views], schema);
    }
}
