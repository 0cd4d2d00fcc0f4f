using System.Globalization;

namespace Pipelines.Samples;

/// <summary>Numbers that a person can read.</summary>
public static class Units
{
    private static readonly string[] Sizes = ["bytes", "KB", "MB", "GB", "TB"];

    /// <summary>Bytes in the largest unit that leaves at least one.</summary>
    public static string Bytes(long count)
    {
        double value = count;
        var unit = 0;
        for (; value >= 1000 && unit < Sizes.Length - 1; unit++)
            value /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {Sizes[unit]}");
    }
}
