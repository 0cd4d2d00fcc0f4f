namespace Pipelines.Evaluation;

/// <summary>
/// A multiple-choice exam as Kaggle's science exam has it: CSV with the header <c>id,prompt,A,B,C,D,E,answer</c>. The id may be empty.
/// </summary>
public sealed class ExamFormat : ITaskFormat
{
    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path) => DelimitedRows.Read(
        path,
        8,
        (row, number) => new TaskExample
        {
            Id = row[0].Trim() is { Length: > 0 } id ? id : NumericAnswers.Format(number),
            Question = row[1].Trim().Length > 0 ? row[1].Trim() : throw new RowException("the prompt is empty."),
            Options = [.. row[2..7].Select((option, i) =>
                option.Trim().Length > 0 ? option.Trim() : throw new RowException($"option {(char)('A' + i)} is empty."))],
            CorrectOption = DelimitedRows.OptionOf(row[7], 5),
        },
        hasHeader: true);
}
