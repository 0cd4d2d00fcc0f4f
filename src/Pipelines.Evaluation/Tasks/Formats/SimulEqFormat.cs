using System.Text.Json;

namespace Pipelines.Evaluation;

/// <summary>
/// Systems of linear equations as word problems, as MWPToolkit writes ALG514 (Kushman et al. 2014) and DRAW-1K (Upadhyay and Chang 2015):
/// an array of <c>original_text</c>, <c>equation</c>, <c>ans</c>. The answer is all unknowns' values: <c>12; 15.5</c>.
/// </summary>
public sealed class SimulEqFormat : ITaskFormat
{
    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path) => JsonRows.Read(path, (row, _) => new TaskExample
    {
        Id = row.Text("id"),
        Question = row.Text("original_text").Trim(),
        Answers = [Answer(row)],
        Reasoning = row.Text("equation").Trim(),
        Category = row.Text("equation").Contains(';') ? "two unknowns" : "one unknown",
    });

    private static string Answer(JsonElement row)
    {
        var numbers = row.Array("ans").Select(JsonRows.Number).Order().ToList();
        return numbers.Count > 0 ? NumberList.Format(numbers) : throw new RowException("'ans' is empty.");
    }
}
