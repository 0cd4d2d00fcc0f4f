using System.ComponentModel.DataAnnotations;

namespace Pipelines.Peft;

/// <summary>How a soft prompt is trained.</summary>
public abstract class SoftPromptTrainerOptions : AdapterTrainerOptions
{
    /// <inheritdoc cref="SoftPromptOptions.VirtualTokenCount"/>
    [Range(1, 1 << 16)]
    public int VirtualTokenCount
    {
        get => Prompt.VirtualTokenCount;
        set => Prompt.VirtualTokenCount = value;
    }

    /// <inheritdoc cref="SoftPromptOptions.TaskType"/>
    public string? TaskType
    {
        get => Prompt.TaskType;
        set => Prompt.TaskType = value;
    }

    private protected abstract SoftPromptOptions Prompt { get; }
}
