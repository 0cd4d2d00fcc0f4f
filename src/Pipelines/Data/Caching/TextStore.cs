namespace Pipelines;

internal sealed class TextStore : ColumnStore<ReadOnlyMemory<char>>
{
    private readonly Arena<char> _characters = new();
    private readonly ChunkedList<ReadOnlyMemory<char>> _values = new();

    public override void Get(long index, ref ReadOnlyMemory<char> value) => value = _values[index];

    public override void Add(in ReadOnlyMemory<char> value) => _values.Add(_characters.Copy(value.Span));
}
