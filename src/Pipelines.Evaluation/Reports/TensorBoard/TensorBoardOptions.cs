using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How TensorBoard's event files are written.</summary>
public sealed class TensorBoardOptions
{
    /// <summary>When the run began: in the file's name, and the time of values that have none. Null for now.</summary>
    public DateTimeOffset? Started { get; set; }

    /// <summary>The host in the file's name.</summary>
    [Required]
    public string Host { get; set; } = Environment.MachineName;
}
