namespace Pipelines;

/// <summary>What a scalar type is called in messages, and what stands for a value that is missing.</summary>
internal static class ScalarKind<T> where T : struct
{
    /// <summary>The missing value; null where the type has none.</summary>
    public static T? Missing { get; } = default(T) switch
    {
        float => (T)(object)float.NaN,
        double => (T)(object)double.NaN,
        _ => null,
    };

    /// <summary>What a value is, for "expected …".</summary>
    public static string Name { get; } = default(T) switch
    {
        bool => "true or false",
        sbyte => $"an integer from {sbyte.MinValue} to {sbyte.MaxValue}",
        byte => $"an integer from 0 to {byte.MaxValue}",
        short => $"an integer from {short.MinValue} to {short.MaxValue}",
        ushort => $"an integer from 0 to {ushort.MaxValue}",
        int => $"an integer from {int.MinValue} to {int.MaxValue}",
        uint => $"an integer from 0 to {uint.MaxValue}",
        long => $"an integer from {long.MinValue} to {long.MaxValue}",
        ulong => $"an integer from 0 to {ulong.MaxValue}",
        float or double => "a number",
        DateTime => "a date and time such as 2024-05-31T13:45:00",
        DateTimeOffset => "a date and time with offset such as 2024-05-31T13:45:00+02:00",
        TimeSpan => "a duration such as 1.02:03:04",
        DataViewRowId => "a row id of 32 hexadecimal digits",
        _ => typeof(T).Name,
    };
}
