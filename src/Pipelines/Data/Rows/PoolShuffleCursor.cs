namespace Pipelines;

/// <summary>Holds a pool of rows, gives one of them at random, and fills its place from the input.</summary>
internal sealed class PoolShuffleCursor : DataViewRowCursor
{
    private readonly DataViewRowCursor _input;
    private readonly ActiveColumns _active;
    private readonly PoolColumn?[] _columns;
    private readonly ScalarPoolColumn<DataViewRowId> _ids;
    private readonly int _poolSize;
    private readonly List<int> _places = [];
    private SplitMix64 _random;
    private int _current = -1;
    private long _position = -1;
    private bool _inputEnded;

    public PoolShuffleCursor(DataViewRowCursor input, ActiveColumns active, int poolSize, int seed)
    {
        _input = input;
        _active = active;
        _random = new SplitMix64((uint)seed);
        _poolSize = poolSize;
        _ids = new ScalarPoolColumn<DataViewRowId>(input.GetIdGetter());
        _columns = [.. input.Schema.Select(c => active[c.Index] ? PoolColumn.Create(input, c) : null)];
    }

    public override DataViewSchema Schema => _input.Schema;

    public override long Position => _position;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override bool MoveNext()
    {
        // The place of the row given last is free only now: its values were in use until this call.
        if (_current >= 0 && !Take(_places[_current]))
        {
            _places[_current] = _places[^1];
            _places.RemoveAt(_places.Count - 1);
        }

        while (_places.Count < _poolSize && Take(_places.Count))
            _places.Add(_places.Count);
        _current = _places.Count > 0 ? _random.Below(_places.Count) : -1;
        if (_current < 0)
            return false;
        _position++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => Getter(_ids);

    protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) =>
        Getter((PoolColumn<TValue>)_columns[column.Index]!);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _input.Dispose();
    }

    private ValueGetter<TValue> Getter<TValue>(PoolColumn<TValue> column) => (ref TValue value) =>
        column.Get(_current >= 0 ? _places[_current] : throw RowErrors.NotOnRow(), ref value);

    // The input's next row at a place of the pool.
    private bool Take(int place)
    {
        if (_inputEnded || !_input.MoveNext())
        {
            _inputEnded = true;
            return false;
        }

        _ids.Put(place);
        foreach (var column in _columns)
            column?.Put(place);
        return true;
    }
}
