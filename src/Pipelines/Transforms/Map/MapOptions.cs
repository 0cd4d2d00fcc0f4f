using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>Options of <see cref="MapEstimator"/>.</summary>
public sealed class MapOptions
{
    /// <summary>The column read.</summary>
    [Required]
    public string InputColumn { get; set; } = "";

    /// <summary>The column made; where null the input column's name, hiding it.</summary>
    [MinLength(1)]
    public string? OutputColumn { get; set; }

    /// <summary>The id under which the function was registered with <c>AddMapping</c>.</summary>
    [Required]
    public string Mapping { get; set; } = "";
}
