namespace Pipelines.Gpt;

/// <summary>Consecutive rows of a step that are new tokens of one sequence.</summary>
/// <param name="Slot">The sequence's place in the caches.</param>
/// <param name="FirstRow">The first of its rows.</param>
/// <param name="RowCount">How many rows it has.</param>
/// <param name="Position">How many tokens the sequence held before.</param>
internal readonly record struct DecodingRun(int Slot, int FirstRow, int RowCount, int Position);
