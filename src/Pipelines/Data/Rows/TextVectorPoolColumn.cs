namespace Pipelines;

internal sealed class TextVectorPoolColumn(ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter) : PoolColumn<VBuffer<ReadOnlyMemory<char>>>
{
    private readonly List<CharBuffer> _characters = [];
    private readonly List<VBuffer<ReadOnlyMemory<char>>> _values = [];
    private VBuffer<ReadOnlyMemory<char>> _value;

    public override void Put(int place)
    {
        getter(ref _value);
        ref var characters = ref Place(_characters, place);
        characters.Clear();
        foreach (var text in _value.GetValues())
            characters.Append(text.Span);

        // The slices are taken after the last character is in, as the array may grow until then.
        ref var kept = ref Place(_values, place);
        var editor = VBufferEditor.Create(ref kept, _value.Length, _value.GetValues().Length);
        _value.GetIndices().CopyTo(editor.Indices);
        var rest = characters.Memory;
        for (var i = 0; i < editor.Values.Length; i++)
        {
            var length = _value.GetValues()[i].Length;
            editor.Values[i] = rest[..length];
            rest = rest[length..];
        }

        kept = editor.Commit();
    }

    public override void Get(int place, ref VBuffer<ReadOnlyMemory<char>> value) => _values[place].CopyTo(ref value);
}
