using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How a chat client is asked.</summary>
public sealed class ChatClientLanguageModelOptions
{
    /// <summary>How reports name it; null for the name of its model.</summary>
    public string? Name { get; set; }

    /// <summary>What the system is told before each prompt; null for nothing.</summary>
    public string? Instructions { get; set; }

    /// <summary>How many prompts are under way at once.</summary>
    [Range(1, 1024)]
    public int Concurrency { get; set; } = 4;
}
