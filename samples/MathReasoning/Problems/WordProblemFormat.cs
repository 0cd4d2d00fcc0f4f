using System.Globalization;
using System.Text.Json;
using Pipelines;
using Pipelines.Evaluation;

namespace MathReasoning.Problems;

/// <summary>The problems' files: a <see cref="WordProblem"/> in JSON a line.</summary>
public sealed class WordProblemFormat : ITaskFormat
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Writes a file.</summary>
    public static string ToLines(IEnumerable<WordProblem> problems) =>
        string.Concat(problems.Select(problem => JsonSerializer.Serialize(problem, Json) + "\n"));

    /// <summary>A problem as a task has it.</summary>
    public static TaskExample ToExample(WordProblem problem, int number)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new TaskExample
        {
            Id = number.ToString(CultureInfo.InvariantCulture),
            Question = problem.Question,
            Answers = [problem.Answer.ToString(CultureInfo.InvariantCulture)],
            Reasoning = problem.Steps,
        };
    }

    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (IOException e)
        {
            throw new DataFormatException($"the file cannot be read: {e.Message}", path, null, e);
        }

        return lines.Select((line, i) => ToExample(Parse(line, path, i + 1), i + 1));
    }

    private static WordProblem Parse(string line, string path, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<WordProblem>(line, Json)!;
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"the line is no word problem: {e.Message}", path, number, e);
        }
    }
}
