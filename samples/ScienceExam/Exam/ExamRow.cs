namespace ScienceExam.Exam;

/// <summary>A question as a row of a view.</summary>
/// <param name="Id">What its row in a submission is called.</param>
/// <param name="Prompt">The question.</param>
/// <param name="Options">The options, A first.</param>
/// <param name="Answer">The letter of the right one; empty where it is not known.</param>
internal sealed record ExamRow(string Id, string Prompt, IReadOnlyList<string> Options, string Answer)
{
    /// <summary>Rows of questions.</summary>
    public static ExamRow[] Of(IEnumerable<ExamQuestion> questions) =>
        [.. questions.Select(q => new ExamRow(q.Id, q.Prompt, q.Options, q.Answer is { } answer ? ExamFile.Letter(answer) : ""))];

    /// <summary>Rows with an empty context each: to be answered without help.</summary>
    public static WithoutContext[] WithoutContexts(IEnumerable<ExamQuestion> questions) =>
        [.. Of(questions).Select(r => new WithoutContext(r.Id, r.Prompt, r.Options, r.Answer, ""))];

    /// <summary>A question that comes with nothing to read.</summary>
    internal sealed record WithoutContext(string Id, string Prompt, IReadOnlyList<string> Options, string Answer, string Context);
}
