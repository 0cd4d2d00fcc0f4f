namespace Pipelines;

/// <summary>A view over rows that can only be enumerated, afresh for every pass.</summary>
internal sealed class EnumerableView<TRow>(IEnumerable<TRow> rows, IRowAccess<TRow> access) : IDataView
{
    private readonly IRowAccess<TRow> _access = access;
    private long _countOfFirstPass = -1;

    public bool CanShuffle => false;

    public DataViewSchema Schema => _access.Schema;

    public long? GetRowCount() => rows.TryGetNonEnumeratedCount(out var count) ? count : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null) =>
        new Cursor(this, new ActiveColumns(Schema, columnsNeeded));

    // Two passes over a source that cannot be read twice mostly differ in length: the second is empty or short.
    private void CheckCount(long count)
    {
        var first = Interlocked.CompareExchange(ref _countOfFirstPass, count, -1);
        if (first >= 0 && first != count && !rows.TryGetNonEnumeratedCount(out _))
        {
            throw new PipelineException(
                $"The {_access.RowName} rows gave {first} rows on the first pass and {count} on a later one. " +
                "A view is read more than once: load a list (ToList()), or put a cache after the view (context.Data.Cache).");
        }
    }

    private sealed class Cursor(EnumerableView<TRow> view, ActiveColumns active) : DataViewRowCursor
    {
        private readonly RowHolder<TRow> _holder = new(view._access);
        private IEnumerator<TRow>? _enumerator;
        private long _position = -1;
        private bool _ended;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override bool MoveNext()
        {
            if (_ended)
                return false;
            TRow row;
            try
            {
                _enumerator ??= view.Open();
                if (!_enumerator.MoveNext())
                {
                    _ended = true;
                    _holder.Clear();
                    view.CheckCount(_position + 1);
                    return false;
                }

                row = _enumerator.Current;
            }
            catch (Exception e) when (e is not (PipelineException or OperationCanceledException))
            {
                throw new PipelineException($"The source of the {view._access.RowName} rows failed at row {_position + 1}: {e.Message}", e);
            }

            _holder.Set(_position + 1, row);
            _position++;
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => _holder.GetIdGetter();

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => _holder.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            _ended = true;
            if (disposing)
                _enumerator?.Dispose();
        }
    }

    private IEnumerator<TRow> Open() =>
        rows.GetEnumerator() ?? throw new PipelineException($"The source of the {_access.RowName} rows gave no enumerator.");
}
