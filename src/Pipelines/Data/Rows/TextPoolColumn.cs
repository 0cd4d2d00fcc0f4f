namespace Pipelines;

internal sealed class TextPoolColumn(ValueGetter<ReadOnlyMemory<char>> getter) : PoolColumn<ReadOnlyMemory<char>>
{
    private readonly List<CharBuffer> _values = [];
    private ReadOnlyMemory<char> _value;

    public override void Put(int place)
    {
        getter(ref _value);
        ref var buffer = ref Place(_values, place);
        buffer.Clear();
        buffer.Append(_value.Span);
    }

    public override void Get(int place, ref ReadOnlyMemory<char> value) => value = _values[place].Memory;
}
