using System.Globalization;
using System.Text;

namespace Pipelines.Training;

/// <summary>Tables of measurements as text: the first column to the left, numbers to the right; empty columns are left out.</summary>
internal static class ForgettingTable
{
    public static string Write(string[] header, IEnumerable<string[]> rows)
    {
        string[][] lines = [header, .. rows];
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            for (var column = 0; column < header.Length; column++)
            {
                if (!lines.Skip(1).Any(l => l[column].Length > 0))
                    continue;
                var width = lines.Max(l => l[column].Length);
                text.Append(column == 0 ? line[column].PadRight(width) : line[column].PadLeft(width + 2));
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    public static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    public static string Signed(double value) => value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);

    public static string Percent(double share) => share.ToString("+0.0%;-0.0%;0.0%", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Metric(string? name, double? value) =>
        value is not { } number ? "" : name is null ? Number(number) : $"{name} {Number(number)}";
}
