using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>The files of four of GLUE's tasks (Wang et al. 2019) as their authors publish them.</summary>
/// <param name="files">Which.</param>
public sealed class GlueFormat(GlueFiles files) : ITaskFormat
{
    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path) => files switch
    {
        // Source, label, the author's mark, sentence.
        GlueFiles.Cola => DelimitedRows.Read(
            path, 4, (row, number) => Labelled(number, row[3], row[1], ["unacceptable", "acceptable"]), isTabbed: true),
        GlueFiles.Sst2 => DelimitedRows.Read(
            path, 2, (row, number) => Labelled(number, row[0], row[1], ["negative", "positive"]), isTabbed: true),
        // Quality and two ids before the sentences.
        GlueFiles.Mrpc => DelimitedRows.Read(
            path,
            5,
            (row, number) => Pair(number, row[3], row[4]) with { Options = ["no", "yes"], CorrectOption = Label(row[0]) },
            isTabbed: true,
            hasHeader: true),
        GlueFiles.StsB =>
            DelimitedRows.Read(path, 3, (row, number) => Pair(number, row[0], row[1]) with { Answers = [Similarity(row[2])] }),
        _ => throw new ArgumentOutOfRangeException(nameof(path), files, "There is no such task."),
    };

    private static TaskExample Labelled(int number, string sentence, string label, string[] options) => new()
    {
        Id = NumericAnswers.Format(number),
        Question = sentence.Trim(),
        Options = options,
        CorrectOption = Label(label),
    };

    private static TaskExample Pair(int number, string first, string second) => new()
    {
        Id = NumericAnswers.Format(number),
        Question = "",
        Fields = new Dictionary<string, string> { ["Sentence1"] = first.Trim(), ["Sentence2"] = second.Trim() },
    };

    private static int Label(string text) => text.Trim() switch
    {
        "0" => 0,
        "1" => 1,
        var other => throw new RowException($"the label is '{other}'; 0 or 1 was expected."),
    };

    private static string Similarity(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && score is >= 0 and <= 5
            ? NumericAnswers.Format(score)
            : throw new RowException($"the similarity is '{text}'; a number from 0 to 5 was expected.");
}
