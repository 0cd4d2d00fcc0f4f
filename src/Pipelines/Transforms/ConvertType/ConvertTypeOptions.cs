using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>Options of <see cref="ConvertTypeEstimator"/>.</summary>
public sealed class ConvertTypeOptions
{
    /// <summary>The column converted: of numbers, text, or vectors of them.</summary>
    [Required]
    public string InputColumn { get; set; } = "";

    /// <summary>The column made; where null the input column's name, hiding it.</summary>
    [MinLength(1)]
    public string? OutputColumn { get; set; }

    /// <summary>The type of the values made.</summary>
    [EnumDataType(typeof(DataKind))]
    public DataKind OutputKind { get; set; } = DataKind.Single;
}
