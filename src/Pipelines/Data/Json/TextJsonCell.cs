using System.Text.Json;

namespace Pipelines;

internal sealed class TextJsonCell : JsonCell
{
    private CharBuffer _characters;

    public override string? SetMissing() => null;

    public override Delegate CreateGetter(Func<bool> onRow) =>
        (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) =>
            value = onRow() ? _characters.Memory : throw RowErrors.NotOnRow());

    protected override void Clear() => _characters.Clear();

    protected override string? ReadCore(ref Utf8JsonReader reader) => JsonText.Append(ref reader, ref _characters);
}
