using Pipelines;

namespace TinyStories.Stories;

/// <summary>A row of preferences: a task in Alpaca's form with a better and a worse answer.</summary>
/// <param name="Instruction">What is to be done.</param>
/// <param name="Input">What with.</param>
/// <param name="Chosen">The better answer.</param>
/// <param name="Rejected">The worse one.</param>
public sealed record StoryPair(
    [property: ColumnName("instruction")] string Instruction, [property: ColumnName("input")] string Input,
    [property: ColumnName("output")] string Chosen, string Rejected);
