using System.Text.Json;

namespace Pipelines;

internal sealed class ScalarJsonCell<T>(bool missingAsDefault) : JsonCell where T : struct
{
    private T _value;

    public override string? SetMissing()
    {
        if (ScalarKind<T>.Missing is { } missing)
            _value = missing;
        else if (!missingAsDefault)
            return ScalarKind<T>.Name;
        return null;
    }

    public override Delegate CreateGetter(Func<bool> onRow) =>
        (ValueGetter<T>)((ref T value) => value = onRow() ? _value : throw RowErrors.NotOnRow());

    protected override void Clear() => _value = default;

    protected override string? ReadCore(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null ? SetMissing()
        : JsonScalar<T>.TryRead(ref reader, out _value) ? null
        : ScalarKind<T>.Name;
}
