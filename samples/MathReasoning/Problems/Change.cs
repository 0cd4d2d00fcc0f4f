namespace MathReasoning.Problems;

/// <summary>Something that happens to a number.</summary>
/// <param name="What">What happens, with the number; the solution's step says it again.</param>
/// <param name="Rest">How the question goes on.</param>
internal sealed record Change(string What, string Rest = "");
