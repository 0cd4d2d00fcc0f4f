using Pipelines;

namespace InstructionTuning.Instructions;

/// <summary>A row of Alpaca's form.</summary>
/// <param name="Instruction">What is to be done.</param>
/// <param name="Input">What with; may be empty.</param>
/// <param name="Output">The answer.</param>
public sealed record InstructionRow(
    [property: ColumnName("instruction")] string Instruction, [property: ColumnName("input")] string Input,
    [property: ColumnName("output")] string Output);
