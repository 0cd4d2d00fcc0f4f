namespace MathReasoning;

/// <summary>A row to learn from: several solved problems one behind the other.</summary>
/// <param name="Tokens">The text's token ids.</param>
/// <param name="LossMask">1 for each token that is learned: answers, not questions.</param>
public sealed record Lesson(int[] Tokens, int[] LossMask);
