using System.Text.Json;

namespace Pipelines;

/// <summary>A vector: an array of values, or one property of each object of an array.</summary>
internal abstract class ItemsJsonCell(VectorDataViewType type) : JsonCell
{
    /// <summary>How many items there are so far.</summary>
    public abstract int Count { get; }

    /// <summary>Reads a value as the next item; null, or what was expected.</summary>
    public abstract string? ReadItem(ref Utf8JsonReader reader);

    /// <summary>Adds an item that is not there; null, or what was expected.</summary>
    public abstract string? AddMissing();

    public sealed override string? SetMissing() => SizeError();

    /// <summary>Null, or what was expected where the size is not the column's.</summary>
    public string? SizeError() => type.IsKnownSize && Count != type.Size ? $"{type.Size} items, not {Count}" : null;

    protected sealed override string? ReadCore(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return SetMissing();
        if (reader.TokenType != JsonTokenType.StartArray)
            return "an array";
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadItem(ref reader) is { } expected)
                return expected;
        }

        return SizeError();
    }
}
