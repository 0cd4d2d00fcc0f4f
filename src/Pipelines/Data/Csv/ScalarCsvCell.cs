namespace Pipelines;

internal sealed class ScalarCsvCell<T>(bool missingAsDefault) : CsvCell where T : struct
{
    private T _value;

    public override string? Read(ReadOnlySpan<char> field)
    {
        if (!field.IsEmpty)
            return TextScalar<T>.TryParse(field, out _value) ? null : ScalarKind<T>.Name;
        if (ScalarKind<T>.Missing is null && !missingAsDefault)
            return ScalarKind<T>.Name;
        _value = ScalarKind<T>.Missing ?? default;
        return null;
    }

    public override Delegate CreateGetter(Func<bool> onRow) =>
        (ValueGetter<T>)((ref T value) => value = onRow() ? _value : throw RowErrors.NotOnRow());
}
