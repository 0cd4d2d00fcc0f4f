using System.ComponentModel.DataAnnotations;

namespace Pipelines.Training;

/// <summary>How a model is asked for evaluations.</summary>
public sealed class LanguageModelOptions
{
    /// <summary>How reports name it.</summary>
    [Required]
    public string Name { get; set; } = "model";

    /// <summary>The most prompts that are continued at once. It changes no result.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; set; } = 16;
}
