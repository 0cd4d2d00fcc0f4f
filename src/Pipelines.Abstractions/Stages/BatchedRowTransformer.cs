namespace Pipelines;

/// <summary>
/// Base of transformers that compute each row from its own row, but many rows faster together: with a model, an index, a service. Rows are
/// read ahead, a window at a time, by a cursor of its own; their order stays, rows that nobody asks for in a window's reach are not read,
/// and single-row prediction computes single rows. A record's properties are its saved state.
/// </summary>
/// <typeparam name="TSource">What a row is computed from. It outlives the row: copy texts and buffers.</typeparam>
/// <typeparam name="TResult">What is computed, from which all added columns are read.</typeparam>
public abstract record BatchedRowTransformer<TSource, TResult> : RowToRowTransformer
{
    /// <summary>The most rows that are read ahead and computed together.</summary>
    protected abstract int BatchedRows { get; }

    /// <inheritdoc/>
    public sealed override IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new BatchedRowView<TSource, TResult>(this, input, GetRowToRowMapper(input.Schema).OutputSchema);
    }

    internal RowBatchPass<TSource, TResult> Begin() => BeginPass();

    internal int Window => BatchedRows;

    /// <summary>Declares the columns with results that come from elsewhere than row by row.</summary>
    internal void Map(RowMapperBuilder map, Func<RowComputation<TSource>, RowComputation<TResult>> results) =>
        Add(map, results(Read(map)));

    /// <summary>Checks the input's columns and says how a row's source is read: <c>map.Compute(columns, row => …)</c>.</summary>
    protected abstract RowComputation<TSource> Read(RowMapperBuilder map);

    /// <summary>Declares the columns, which are read from the results: <c>map.Add(name, type, results, …)</c>.</summary>
    protected abstract void Add(RowMapperBuilder map, RowComputation<TResult> results);

    /// <summary>Begins a pass; several may run at once.</summary>
    protected abstract RowBatchPass<TSource, TResult> BeginPass();

    /// <inheritdoc/>
    protected sealed override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Map(map, source => map.Compute<TResult>(source.Inputs, row =>
        {
            var read = source.Start(row);
            var pass = BeginPass();
            return () =>
            {
                var batch = new RowBatch<TSource, TResult>([read()], row.Position);
                pass.Compute(batch);
                return batch[0];
            };
        }));
    }
}
