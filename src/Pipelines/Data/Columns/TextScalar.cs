using System.Globalization;

namespace Pipelines;

/// <summary>Parses a scalar written as text, in the invariant culture.</summary>
internal delegate bool TryParseScalar<T>(ReadOnlySpan<char> text, out T value);

/// <summary>Scalars written as text.</summary>
internal static class TextScalar<T> where T : struct
{
    /// <summary>The parser for the type. Infinite numbers are not taken: they come of overflow.</summary>
    public static TryParseScalar<T> TryParse { get; } = (TryParseScalar<T>)Find();

    /// <summary>The text that <see cref="TryParse"/> takes back to the same value.</summary>
    public static string Format(T value) => value switch
    {
        bool flag => flag ? "true" : "false",
        DateTime date => date.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset date => date.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static Delegate Find()
    {
        const NumberStyles integer = NumberStyles.AllowLeadingSign;
        const NumberStyles real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var culture = CultureInfo.InvariantCulture;
        return default(T) switch
        {
            bool => (TryParseScalar<bool>)bool.TryParse,
            sbyte => (TryParseScalar<sbyte>)((text, out value) => sbyte.TryParse(text, integer, culture, out value)),
            byte => (TryParseScalar<byte>)((text, out value) => byte.TryParse(text, integer, culture, out value)),
            short => (TryParseScalar<short>)((text, out value) => short.TryParse(text, integer, culture, out value)),
            ushort => (TryParseScalar<ushort>)((text, out value) => ushort.TryParse(text, integer, culture, out value)),
            int => (TryParseScalar<int>)((text, out value) => int.TryParse(text, integer, culture, out value)),
            uint => (TryParseScalar<uint>)((text, out value) => uint.TryParse(text, integer, culture, out value)),
            long => (TryParseScalar<long>)((text, out value) => long.TryParse(text, integer, culture, out value)),
            ulong => (TryParseScalar<ulong>)((text, out value) => ulong.TryParse(text, integer, culture, out value)),
            float => (TryParseScalar<float>)((text, out value) =>
                float.TryParse(text, real, culture, out value) && !float.IsInfinity(value)),
            double => (TryParseScalar<double>)((text, out value) =>
                double.TryParse(text, real, culture, out value) && !double.IsInfinity(value)),
            DateTime => (TryParseScalar<DateTime>)((text, out value) =>
                DateTime.TryParse(text, culture, DateTimeStyles.RoundtripKind, out value)),
            DateTimeOffset => (TryParseScalar<DateTimeOffset>)((text, out value) =>
                DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal, out value)),
            TimeSpan => (TryParseScalar<TimeSpan>)((text, out value) => TimeSpan.TryParse(text, culture, out value)),
            DataViewRowId => (TryParseScalar<DataViewRowId>)TryParseRowId,
            _ => throw new SchemaException($"Values of {typeof(T)} cannot be read from text."),
        };
    }

    private static bool TryParseRowId(ReadOnlySpan<char> text, out DataViewRowId value)
    {
        value = default;
        if (text.Length != 32
            || !ulong.TryParse(text[..16], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !ulong.TryParse(text[16..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
        {
            return false;
        }

        value = new DataViewRowId(low, high);
        return true;
    }
}
