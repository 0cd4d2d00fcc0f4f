using System.ComponentModel.DataAnnotations;
using RangeAttribute = System.ComponentModel.DataAnnotations.RangeAttribute; // a test project has NUnit's as well

namespace Contoso.LengthFilter;

public sealed class LengthFilterOptions
{
    [Required] public string Column { get; set; } = ColumnNames.Tokens;
    [Range(0.5, 1.0)] public double Quantile { get; set; } = 0.95;
}
