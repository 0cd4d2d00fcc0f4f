namespace Pipelines;

internal sealed class ScalarStore<T> : ColumnStore<T>
{
    private readonly ChunkedList<T> _values = new();

    public override void Get(long index, ref T value) => value = _values[index];

    public override void Add(in T value) => _values.Add(value);
}
