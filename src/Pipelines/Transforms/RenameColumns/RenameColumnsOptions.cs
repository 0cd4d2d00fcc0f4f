using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>Options of <see cref="RenameColumnsEstimator"/>.</summary>
public sealed class RenameColumnsOptions
{
    /// <summary>Which columns are renamed: old name by new name.</summary>
    [MinLength(1, ErrorMessage = "Name at least one column.")]
    public IDictionary<string, string> Columns { get; set; } = new Dictionary<string, string>();
}
