namespace MathReasoning.Problems;

/// <summary>Something that happens to a number.</summary>
/// <param name="Sentence">What is told.</param>
/// <param name="Word">The word of the sentence that the solution's step begins with.</param>
internal sealed record Change(string Sentence, string Word);
