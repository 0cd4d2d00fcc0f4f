namespace MathReasoning.Problems;

/// <summary>A word problem.</summary>
/// <param name="Question">What is told and asked.</param>
/// <param name="Steps">The way to the answer.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Operations">How many calculations there are.</param>
public sealed record WordProblem(string Question, string Steps, int Answer, int Operations);
