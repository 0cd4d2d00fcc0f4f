using System.Globalization;
using System.Text.Json.Serialization;

namespace Pipelines.Evaluation;

/// <summary>A cell of a table: a text or a number.</summary>
public readonly record struct ReportCell
{
    /// <summary>The text; null for a number or nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>The number; null for a text or nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Value { get; init; }

    /// <summary>The lower end of the number's 95 % interval; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Lower { get; init; }

    /// <summary>The upper end of the number's 95 % interval; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Upper { get; init; }

    /// <summary>Whether it is the best of its column.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsBest { get; init; }

    /// <summary>A text.</summary>
    public static implicit operator ReportCell(string? text) => new() { Text = text };

    /// <summary>A number.</summary>
    public static implicit operator ReportCell(double value) => new() { Value = value };

    /// <summary>A count.</summary>
    public static implicit operator ReportCell(long value) => new() { Value = value };

    /// <summary>A number with its interval.</summary>
    public static implicit operator ReportCell(ScoreEstimate estimate) => new()
    {
        Value = estimate.Value,
        Lower = double.IsFinite(estimate.Lower) ? estimate.Lower : null,
        Upper = double.IsFinite(estimate.Upper) ? estimate.Upper : null,
    };

    /// <summary>The cell as its column shows it, without the interval.</summary>
    internal string Format(ReportColumnKind kind)
    {
        if (Value is not { } value)
            return Text ?? "";
        if (!double.IsFinite(value))
            return "n/a";
        return Written(kind, value);
    }

    /// <summary>The interval as its column shows it; empty for none.</summary>
    internal string FormatInterval(ReportColumnKind kind) =>
        Value is not null && Lower is { } lower && Upper is { } upper ? $"[{Written(kind, lower)}, {Written(kind, upper)}]" : "";

    private static string Written(ReportColumnKind kind, double value) => kind switch
    {
        ReportColumnKind.Count => value.ToString("#,0", CultureInfo.InvariantCulture),
        ReportColumnKind.Percent => (value * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %",
        ReportColumnKind.PValue => value < 0.001 ? "< 0.001" : value.ToString("0.000", CultureInfo.InvariantCulture),
        _ when value == Math.Round(value) && Math.Abs(value) is >= 10 and < 1e15 => value.ToString("#,0", CultureInfo.InvariantCulture),
        _ when value != 0 && Math.Abs(value) is < 1e-3 or >= 1e9 => value.ToString("0.###e+0", CultureInfo.InvariantCulture),
        _ => value.ToString("#,0.0000", CultureInfo.InvariantCulture),
    };
}
