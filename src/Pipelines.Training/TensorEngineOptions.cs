using System.ComponentModel.DataAnnotations;

namespace Pipelines.Training;

/// <summary>What models compute on.</summary>
public sealed class TensorEngineOptions
{
    /// <summary>Threads that compute; 0 means one for each processor. The results do not depend on it.</summary>
    [Range(0, 4096)]
    public int ThreadCount { get; set; }
}
