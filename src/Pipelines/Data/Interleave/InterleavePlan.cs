namespace Pipelines;

/// <summary>What an interleaved view is made of: views of one schema, how often each is drawn, and by which seed.</summary>
internal sealed class InterleavePlan
{
    private readonly IReadOnlyList<IDataView> _views;
    private readonly InterleaveOptions _options;
    private readonly int _seed;
    private readonly ReadOnlyMemory<char>[] _names;
    private readonly Lazy<double[]> _weights;

    public InterleavePlan(IReadOnlyList<IDataView> views, InterleaveOptions options, int seed)
    {
        _views = views;
        _options = options;
        _seed = seed;
        _names = [.. Enumerable.Range(0, views.Count).Select(
            i => (options.Names.Count > 0 ? options.Names[i] : FormattableString.Invariant($"{i}")).AsMemory())];
        _weights = new Lazy<double[]>(FindWeights);
        Schema = SchemaOf(views, options.SourceColumn);
    }

    public IReadOnlyList<IDataView> Views => _views;

    /// <summary>The views' columns, and the one that names the view as the last.</summary>
    public DataViewSchema Schema { get; }

    /// <summary>Whether a column names the view.</summary>
    public bool IsSource(DataViewSchema.Column column) => _options.SourceColumn is not null && column.Index == Schema.Count - 1;

    public ReadOnlyMemory<char> NameOf(int view) => _names[view];

    /// <summary>The active columns as those of one of the views.</summary>
    public IEnumerable<DataViewSchema.Column> ColumnsOf(IDataView view, ActiveColumns active) =>
        active.ToColumns().Where(c => !IsSource(c)).Select(c => view.Schema[c.Name]);

    /// <summary>The draws of a pass, from the first.</summary>
    public InterleaveDraws Draw() => new(_weights.Value, _options.Stopping, _seed);

    /// <summary>How many rows each view has; null where one does not know.</summary>
    public long[]? KnownCounts()
    {
        var counts = new long[_views.Count];
        for (var i = 0; i < counts.Length; i++)
        {
            if (_views[i].GetRowCount() is not { } count)
                return null;
            counts[i] = count;
        }

        return counts;
    }

    /// <summary>Goes through the rows of a pass: the view, and how many rows of it came before.</summary>
    public void Visit(long[] counts, Action<int, long> row)
    {
        for (var i = 0; i < counts.Length; i++)
            ThrowIfEmpty(i, counts[i]);
        var draws = Draw();
        var given = new long[counts.Length];
        while (!draws.IsOver)
        {
            var view = draws.Next();
            row(view, given[view]++);
            if (given[view] % counts[view] == 0)
                draws.End(view);
        }
    }

    public static void ThrowIfEmpty(int view, long count)
    {
        if (count == 0)
            throw new PipelineException(
                $"Interleave: view {view} (from 0) has no rows, so nothing of it can be mixed in. Leave it out, or look why it is empty.");
    }

    /// <summary>A row id that no other row of the view has, also where a view is repeated.</summary>
    public static DataViewRowId IdOf(DataViewRowId id, int view, long pass)
    {
        var forked = id.Fork((ulong)view);
        return pass == 0 ? forked : forked.Fork((ulong)pass);
    }

    private static DataViewSchema SchemaOf(IReadOnlyList<IDataView> views, string? sourceColumn)
    {
        var agreed = ConcatSchema.Agree(views, "Interleave");
        if (sourceColumn is null)
            return agreed;
        if (agreed.GetColumnOrNull(sourceColumn) is not null)
            throw new SchemaException(
                $"Interleave: the views have a column '{sourceColumn}' already ({agreed}). Give SourceColumn another name.");
        var builder = new DataViewSchema.Builder();
        foreach (var column in agreed)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        return builder.AddColumn(sourceColumn, TextDataViewType.Instance).ToSchema();
    }

    private static long Count(IDataView view)
    {
        if (view is SeekableView seekable)
            return seekable.CountRows();
        if (view.GetRowCount() is { } known)
            return known;
        using var cursor = view.GetRowCursor([]);
        long count = 0;
        while (cursor.MoveNext())
            count++;
        return count;
    }

    private double[] FindWeights()
    {
        if (_options.Weights.Count > 0)
            return [.. _options.Weights];
        var limit = _options.SizeLimit > 0 ? _options.SizeLimit : long.MaxValue;
        var weights = new double[_views.Count];
        var largest = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            var count = Count(_views[i]);
            ThrowIfEmpty(i, count);
            weights[i] = Math.Min(count, limit);
            largest = Math.Max(largest, weights[i]);
        }

        // Relative to the largest, no power overflows.
        for (var i = 0; i < weights.Length; i++)
            weights[i] = Math.Max(Math.Pow(weights[i] / largest, 1.0 / _options.Temperature), double.Epsilon);
        return weights;
    }
}
