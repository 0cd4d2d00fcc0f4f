using System.Text.Json;

namespace Pipelines;

internal sealed class TextVectorJsonCell(VectorDataViewType type) : ItemsJsonCell(type)
{
    private readonly List<int> _ends = [];
    private CharBuffer _characters;

    public override int Count => _ends.Count;

    public override string? ReadItem(ref Utf8JsonReader reader)
    {
        MarkAssigned();
        var expected = JsonText.Append(ref reader, ref _characters);
        _ends.Add(_characters.Memory.Length);
        return expected;
    }

    public override string? AddMissing()
    {
        _ends.Add(_characters.Memory.Length);
        return null;
    }

    public override Delegate CreateGetter(Func<bool> onRow) =>
        (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> value) =>
    {
        if (!onRow())
            throw RowErrors.NotOnRow();
        var editor = VBufferEditor.Create(ref value, _ends.Count);
        var characters = _characters.Memory;
        for (var i = 0; i < _ends.Count; i++)
            editor.Values[i] = characters[(i == 0 ? 0 : _ends[i - 1]).._ends[i]];
        value = editor.Commit();
    });

    protected override void Clear()
    {
        _characters.Clear();
        _ends.Clear();
    }
}
