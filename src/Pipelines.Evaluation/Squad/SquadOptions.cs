using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How answers of a view are scored.</summary>
public sealed class SquadOptions : MetricOptions
{
    /// <summary>Which of the official scripts they are scored as.</summary>
    [EnumDataType(typeof(SquadVersion))]
    public SquadVersion Version { get; set; }
}
