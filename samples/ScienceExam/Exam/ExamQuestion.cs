namespace ScienceExam.Exam;

/// <summary>A question with its options.</summary>
/// <param name="Id">What its row in a submission is called.</param>
/// <param name="Prompt">The question.</param>
/// <param name="Options">The options, A first.</param>
/// <param name="Answer">The position of the right one; null where it is not known.</param>
/// <param name="Evidence">The passage that answers it; null where that is not known.</param>
public sealed record ExamQuestion(string Id, string Prompt, IReadOnlyList<string> Options, int? Answer, string? Evidence = null);
