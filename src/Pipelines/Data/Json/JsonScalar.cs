using System.Text.Json;

namespace Pipelines;

/// <summary>Reads a scalar from a token; false where the token is no such value.</summary>
internal delegate bool TryReadJson<T>(ref Utf8JsonReader reader, out T value);

/// <summary>Scalars in JSON: numbers as numbers, booleans as booleans, everything else as strings.</summary>
internal static class JsonScalar<T> where T : struct
{
    public static TryReadJson<T> TryRead { get; } = (TryReadJson<T>)Find();

    private static Delegate Find() => default(T) switch
    {
        bool => (TryReadJson<bool>)TryReadBoolean,
        sbyte => (TryReadJson<sbyte>)((ref reader, out value) => IsNumber(ref reader, out value) && reader.TryGetSByte(out value)),
        byte => (TryReadJson<byte>)((ref reader, out value) => IsNumber(ref reader, out value) && reader.TryGetByte(out value)),
        short => (TryReadJson<short>)((ref reader, out value) => IsNumber(ref reader, out value) && reader.TryGetInt16(out value)),
        ushort => (TryReadJson<ushort>)((ref reader, out value) => IsNumber(ref reader, out value) && reader.TryGetUInt16(out value)),
        int => (TryReadJson<int>)((ref reader, out value) => IsNumber(ref reader, out value) && reader.TryGetInt32(out value)),
        uint => (TryReadJson<uint>)((ref reader, out value) => IsNumber(ref reader, out value) && reader.TryGetUInt32(out value)),
        long => (TryReadJson<long>)((ref reader, out value) => IsNumber(ref reader, out value) && reader.TryGetInt64(out value)),
        ulong => (TryReadJson<ulong>)((ref reader, out value) => IsNumber(ref reader, out value) && reader.TryGetUInt64(out value)),
        // A number too large is read as infinity, which is not what the file says.
        float => (TryReadJson<float>)((ref reader, out value) =>
            IsNumber(ref reader, out value) && reader.TryGetSingle(out value) && float.IsFinite(value)),
        double => (TryReadJson<double>)((ref reader, out value) =>
            IsNumber(ref reader, out value) && reader.TryGetDouble(out value) && double.IsFinite(value)),
        _ => (TryReadJson<T>)TryReadString,
    };

    private static bool IsNumber<TNumber>(ref Utf8JsonReader reader, out TNumber value) where TNumber : struct
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number;
    }

    private static bool TryReadBoolean(ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False;
    }

    private static bool TryReadString(ref Utf8JsonReader reader, out T value)
    {
        value = default;
        const int longest = 64;
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > longest)
            return false;
        Span<char> text = stackalloc char[longest];
        try
        {
            return TextScalar<T>.TryParse(text[..reader.CopyString(text)], out value);
        }
        catch (InvalidOperationException)
        {
            // Not Unicode.
            return false;
        }
    }
}
