using System.ComponentModel.DataAnnotations;

namespace Pipelines.Peft;

/// <summary>What the methods have in common that learn virtual tokens. The names in parentheses are PEFT's.</summary>
public abstract class SoftPromptOptions
{
    /// <summary>How many virtual tokens there are (<c>num_virtual_tokens</c>). They take as many positions of the model's context.</summary>
    [Range(1, 1 << 16)]
    public int VirtualTokenCount { get; set; } = 20;

    /// <summary>The kind of model, for PEFT (<c>task_type</c>): <c>CAUSAL_LM</c>.</summary>
    public string? TaskType { get; set; } = "CAUSAL_LM";
}
