using System.ComponentModel.DataAnnotations;

namespace Pipelines.Training;

/// <summary>How requests of many callers are computed together.</summary>
public sealed class GenerationQueueOptions
{
    /// <summary>The most requests that are computed at a time; the others wait their turn.</summary>
    [Range(1, 4096)]
    public int MaximumBatchSize { get; set; } = 16;
}
