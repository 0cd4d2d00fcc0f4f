namespace Pipelines.Samples;

/// <summary>Work without a trainer, such as asking a model or searching, with its rate and the time left.</summary>
public static class WorkInParts
{
    /// <summary>Works on some items after the other and shows how far that is.</summary>
    /// <param name="console">Shows the progress.</param>
    /// <param name="stage">What is done, in a word or two.</param>
    /// <param name="items">All items.</param>
    /// <param name="size">Items in a part.</param>
    /// <param name="work">Works on a part that begins at a place, and gives a result for each of its items.</param>
    /// <param name="cancellationToken">Stops between parts.</param>
    /// <returns>The results of all items.</returns>
    public static IReadOnlyList<TResult> InParts<TItem, TResult>(
        this SampleConsole console, string stage, IReadOnlyList<TItem> items, int size,
        Func<IReadOnlyList<TItem>, int, IReadOnlyList<TResult>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(work);
        return console.ShowProgress(progress =>
        {
            var results = new List<TResult>(items.Count);
            progress.Report(new FitProgress(stage, 0, items.Count));
            for (var first = 0; first < items.Count; first += size)
            {
                cancellationToken.ThrowIfCancellationRequested();
                results.AddRange(work([.. items.Skip(first).Take(size)], first));
                progress.Report(new FitProgress(stage, Math.Min(first + size, items.Count), items.Count));
            }

            return results;
        });
    }

    /// <summary>Computes all rows of a view now, keeps them in memory, and shows how far that is.</summary>
    /// <param name="console">Shows the progress.</param>
    /// <param name="data">Makes views.</param>
    /// <param name="stage">What is done, in a word or two.</param>
    /// <param name="rows">The rows; they have a column of texts.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <param name="columns">The columns to compute; all where none is named.</param>
    public static IDataView CacheRows(
        this SampleConsole console, DataCatalog data, string stage, IDataView rows, CancellationToken cancellationToken,
        params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(rows);
        return console.ShowProgress(progress =>
        {
            var (total, done) = (rows.GetRowCount(), 0L);
            var text = rows.Schema.First(c => c.Type == TextDataViewType.Instance).Name;
            // Each row passes through here when it is computed.
            var watched = data.FilterRows<ReadOnlyMemory<char>>(rows, text, _ =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress.Report(new FitProgress(stage, ++done, total));
                return true;
            });
            var cached = data.Cache(watched, columns.Length > 0 ? columns : [.. rows.Schema.Select(c => c.Name)]);
            // The first pass computes all columns.
            _ = cached.GetColumn<string>(text).Count();
            return cached;
        });
    }
}
