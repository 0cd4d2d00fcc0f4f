using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>Options of <see cref="DropColumnsEstimator"/>.</summary>
public sealed class DropColumnsOptions
{
    /// <summary>The columns that are dropped.</summary>
    [MinLength(1, ErrorMessage = "Name at least one column.")]
    public IReadOnlyList<string> Columns { get; set; } = [];
}
