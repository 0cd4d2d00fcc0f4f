using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>Options of <see cref="CopyColumnsEstimator"/>.</summary>
public sealed class CopyColumnsOptions
{
    /// <summary>Which columns are copied: input column by output column.</summary>
    [MinLength(1, ErrorMessage = "Name at least one column.")]
    public IDictionary<string, string> Columns { get; set; } = new Dictionary<string, string>();
}
