namespace ScienceExam.World;

/// <summary>The values that traits take.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Values">All of them.</param>
public sealed record ValueSet(string Name, IReadOnlyList<string> Values);
