using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>Options of <see cref="ConcatenateEstimator"/>.</summary>
public sealed class ConcatenateOptions
{
    /// <summary>The vector column made.</summary>
    [Required]
    public string OutputColumn { get; set; } = "";

    /// <summary>The columns put together: values or vectors of one type.</summary>
    [MinLength(1, ErrorMessage = "Name at least one column.")]
    public IReadOnlyList<string> InputColumns { get; set; } = [];
}
