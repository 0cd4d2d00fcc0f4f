namespace Pipelines.Evaluation.Tests;

#region Page
public sealed class QuizFormat : ITaskFormat
{
    public IEnumerable<TaskExample> Read(string path) => File.ReadLines(path).Select((line, i) => line.Split('\t') switch
    {
        [var question, var answer, var why, var topic] => new TaskExample
        {
            Id = $"{i + 1}",
            Question = question,
            Answers = [answer],
            Reasoning = why,
            Category = topic,
        },
        var cells => throw new DataFormatException($"there are {cells.Length} cells; question, answer, reason and topic were expected.", path, i + 1),
    });
}
#endregion
