namespace Pipelines;

/// <summary>A choice of a seekable view's rows, in some order.</summary>
internal abstract class MappedView(SeekableView input) : SeekableView
{
    protected SeekableView Input { get; } = input;

    public sealed override DataViewSchema Schema => Input.Schema;

    public sealed override SeekableRow GetSeekableRow(ActiveColumns active) => new Row(this, Input.GetSeekableRow(active), active);

    /// <summary>From an index of this view to one of the input.</summary>
    protected abstract long Map(long index);

    private sealed class Row(MappedView view, SeekableRow input, ActiveColumns active) : SeekableRow(view.Schema, active)
    {
        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        protected override void MoveToCore(long index) => input.MoveTo(view.Map(index));

        protected override void LeaveCore() => input.MoveTo(-1);

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
        }
    }
}
