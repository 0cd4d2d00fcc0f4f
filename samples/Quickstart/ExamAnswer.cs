namespace Quickstart;

/// <summary>An answer to a question of the exam.</summary>
/// <param name="Question">The question.</param>
/// <param name="Letter">The letter of the right option.</param>
/// <param name="Scores">The logarithm of each option's probability, A first.</param>
/// <param name="Answer">The text of the right option.</param>
/// <param name="Generated">What the decoder wrote without having seen the options.</param>
internal sealed record ExamAnswer(string Question, string Letter, float[] Scores, string Answer, string Generated);
