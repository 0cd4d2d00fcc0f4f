namespace Pipelines;

/// <summary>Keeping views in memory.</summary>
public static class CacheDataExtensions
{
    /// <summary>
    /// The rows in memory: each column is read once, when a cursor first asks for it, however often and from however many threads it is
    /// read then. A cached view shuffles, partitions and, once it was read, knows its row count; row ids are those of the view below. What
    /// was read stays in memory as long as the view.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="input">The view to keep.</param>
    /// <param name="columnsToPrefetch">Columns that the first pass reads together, even where it is asked for others.</param>
    /// <exception cref="SchemaException">A column to prefetch is not there.</exception>
    public static IDataView Cache(this DataCatalog catalog, IDataView input, params string[] columnsToPrefetch)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(columnsToPrefetch);
        return new CacheView(input, columnsToPrefetch);
    }
}
