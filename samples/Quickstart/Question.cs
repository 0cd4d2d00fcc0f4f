using Pipelines;

namespace Quickstart;

/// <summary>A question as the saved pipeline takes it: alone.</summary>
/// <param name="Text">What is asked.</param>
internal sealed record Question([property: ColumnName(nameof(ExamQuestion.Question))] string Text);
