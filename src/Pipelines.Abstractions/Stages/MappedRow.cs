namespace Pipelines;

/// <summary>A row whose columns are computed from another row, wherever that stands.</summary>
internal sealed class MappedRow(RowMapper mapper, DataViewRow input, ActiveColumns active) : DataViewRow
{
    private readonly Dictionary<object, Delegate> _computations = [];

    public DataViewRow Input => input;

    public override DataViewSchema Schema => mapper.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    /// <summary>The computation as this row runs it: columns that share it share its result.</summary>
    public Func<TState> Start<TState>(RowComputation<TState> computation)
    {
        if (!_computations.TryGetValue(computation, out var started))
            _computations.Add(computation, started = computation.Start(input));
        return (Func<TState>)started;
    }

    protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) =>
        mapper.Columns[column.Index].GetGetter<TValue>(this);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
    }
}
