namespace Pipelines.Evaluation;

/// <summary>
/// MMLU (Hendrycks et al. 2021): a CSV file a subject, without a header: question, A, B, C, D, the letter. A folder is read with all files
/// <c>*.csv</c> in it; the file's name gives the subject.
/// </summary>
public sealed class MmluFormat : ITaskFormat
{
    private static readonly string[] Splits = ["_test", "_val", "_dev"];

    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path)
    {
        if (!Directory.Exists(path))
            return ReadFile(path);
        var files = Directory.EnumerateFiles(path, "*.csv").Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files.SelectMany(ReadFile) : throw new DataFormatException("the folder has no file *.csv.", path);
    }

    private static IEnumerable<TaskExample> ReadFile(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        foreach (var split in Splits)
            name = name.EndsWith(split, StringComparison.Ordinal) ? name[..^split.Length] : name;
        return DelimitedRows.Read(path, 6, (row, number) => new TaskExample
        {
            Id = $"{name}-{NumericAnswers.Format(number)}",
            Question = row[0].Trim(),
            Options = row[1..5],
            CorrectOption = DelimitedRows.OptionOf(row[5], 4),
            Category = name.Replace('_', ' '),
        });
    }
}
