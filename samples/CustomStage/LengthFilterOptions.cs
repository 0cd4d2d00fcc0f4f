using System.ComponentModel.DataAnnotations;

namespace Contoso.LengthFilter;

/// <summary>Which rows are too long.</summary>
public sealed class LengthFilterOptions
{
    /// <summary>The column of token ids.</summary>
    [Required] public string Column { get; set; } = ColumnNames.Tokens;

    /// <summary>The share of rows that are short enough, from 0.5 to 1.</summary>
    [Range(0.5, 1.0)] public double Quantile { get; set; } = 0.95;
}
