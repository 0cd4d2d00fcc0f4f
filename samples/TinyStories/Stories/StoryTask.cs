using Pipelines;

namespace TinyStories.Stories;

/// <summary>A row to fine-tune on, in Alpaca's form.</summary>
/// <param name="Instruction">What is to be done.</param>
/// <param name="Input">What with.</param>
/// <param name="Output">The answer.</param>
public sealed record StoryTask(
    [property: ColumnName("instruction")] string Instruction, [property: ColumnName("input")] string Input,
    [property: ColumnName("output")] string Output);
