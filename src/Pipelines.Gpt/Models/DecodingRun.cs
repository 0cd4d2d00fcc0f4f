namespace Pipelines.Gpt;

/// <summary>Consecutive rows of a step that are new tokens of one sequence.</summary>
/// <param name="Slot">The sequence's place in the caches.</param>
/// <param name="FirstRow">The first of its rows.</param>
/// <param name="RowCount">How many rows it has.</param>
/// <param name="Position">How many tokens the sequence held before.</param>
/// <param name="IsMasked">Whether its row is masked: it sees what the sequence holds, but neither itself nor does it stay.</param>
internal readonly record struct DecodingRun(int Slot, int FirstRow, int RowCount, int Position, bool IsMasked = false);
