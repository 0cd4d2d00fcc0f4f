using System.ComponentModel.DataAnnotations;

namespace Company.StageName;

/// <summary>How the stage works; validated when the stage is made.</summary>
public sealed class StageClassOptions
{
    /// <summary>The column of texts.</summary>
    [Required] public string InputColumn { get; set; } = ColumnNames.Text;

    /// <summary>The column that is added.</summary>
    [Required] public string OutputColumn { get; set; } = "RelativeLength";

    /// <summary>The most that a text longer than all it was fitted on gets, at least 1.</summary>
    [Range(1.0, 1000.0)] public double Maximum { get; set; } = 1;
}
