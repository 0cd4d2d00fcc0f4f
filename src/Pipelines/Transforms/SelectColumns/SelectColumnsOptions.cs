using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>Options of <see cref="SelectColumnsEstimator"/>.</summary>
public sealed class SelectColumnsOptions
{
    /// <summary>The columns that are kept.</summary>
    [MinLength(1, ErrorMessage = "Name at least one column.")]
    public IReadOnlyList<string> Columns { get; set; } = [];
}
