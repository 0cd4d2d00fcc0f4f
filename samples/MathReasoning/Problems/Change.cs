namespace MathReasoning.Problems;

/// <summary>Something that happens to a number.</summary>
/// <param name="Who">How its sentence begins.</param>
/// <param name="What">What happens, with the number; the solution's step says it again.</param>
/// <param name="Rest">How the sentence ends.</param>
internal sealed record Change(string Who, string What, string Rest);
