namespace Pipelines;

/// <param name="copy">Copies items to where they stay.</param>
internal sealed class VectorStore<T>(VectorStore<T>.CopyItems copy) : ColumnStore<VBuffer<T>>
{
    private readonly Arena<int> _indices = new();
    private readonly ChunkedList<Entry> _values = new();

    public delegate ReadOnlyMemory<T> CopyItems(ReadOnlySpan<T> items);

    public override void Get(long index, ref VBuffer<T> value)
    {
        ref readonly var entry = ref _values[index];
        var editor = VBufferEditor.Create(ref value, entry.Length, entry.Items.Length);
        entry.Items.Span.CopyTo(editor.Values);
        entry.Indices.Span.CopyTo(editor.Indices);
        value = editor.Commit();
    }

    public override void Add(in VBuffer<T> value) =>
        _values.Add(new Entry(value.Length, copy(value.GetValues()), _indices.Copy(value.GetIndices())));

    private readonly record struct Entry(int Length, ReadOnlyMemory<T> Items, ReadOnlyMemory<int> Indices);
}
