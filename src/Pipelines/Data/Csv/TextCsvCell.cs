namespace Pipelines;

internal sealed class TextCsvCell : CsvCell
{
    private CharBuffer _characters;

    public override string? Read(ReadOnlySpan<char> field)
    {
        _characters.Clear();
        _characters.Append(field);
        return null;
    }

    public override Delegate CreateGetter(Func<bool> onRow) =>
        (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) =>
            value = onRow() ? _characters.Memory : throw RowErrors.NotOnRow());
}
