using System.Text.Json;

namespace Pipelines;

internal sealed class VectorJsonCell<T>(VectorDataViewType type, bool missingAsDefault) : ItemsJsonCell(type) where T : struct
{
    private readonly List<T> _items = [];

    public override int Count => _items.Count;

    public override string? ReadItem(ref Utf8JsonReader reader)
    {
        MarkAssigned();
        if (reader.TokenType == JsonTokenType.Null)
            return AddMissing();
        if (!JsonScalar<T>.TryRead(ref reader, out var value))
            return ScalarKind<T>.Name;
        _items.Add(value);
        return null;
    }

    public override string? AddMissing()
    {
        if (ScalarKind<T>.Missing is null && !missingAsDefault)
            return ScalarKind<T>.Name;
        _items.Add(ScalarKind<T>.Missing ?? default);
        return null;
    }

    public override Delegate CreateGetter(Func<bool> onRow) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
    {
        if (!onRow())
            throw RowErrors.NotOnRow();
        var editor = VBufferEditor.Create(ref value, _items.Count);
        _items.CopyTo(editor.Values);
        value = editor.Commit();
    });

    protected override void Clear() => _items.Clear();
}
