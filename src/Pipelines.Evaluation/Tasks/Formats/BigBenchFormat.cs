using System.Globalization;
using System.Text.Json;

namespace Pipelines.Evaluation;

/// <summary>
/// BIG-bench's JSON tasks (Srivastava et al. 2022): <c>examples</c> of <c>input</c> with <c>target_scores</c> (options, of which the right
/// ones have the highest score) or <c>target</c> (a text, or several). StrategyQA is one.
/// </summary>
public sealed class BigBenchFormat : ITaskFormat
{
    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path) => JsonRows.Read(path, Read, "examples");

    private static TaskExample Read(JsonElement row, int number)
    {
        var example = new TaskExample { Id = number.ToString(CultureInfo.InvariantCulture), Question = row.Text("input").Trim() };
        if (!row.TryGetProperty("target_scores", out var scores))
            return example with { Answers = Targets(row) };
        if (scores.ValueKind != JsonValueKind.Object)
            throw new RowException("'target_scores' is no object of options with scores.");
        var options = scores.EnumerateObject().Select(option => (option.Name, Score: option.Value.Number())).ToList();
        if (options.Count < 2)
            throw new RowException("'target_scores' has fewer than two options.");
        var best = options.FindIndex(option => option.Score == options.Max(other => other.Score));
        return example with
        {
            Options = [.. options.Select(option => option.Name)],
            CorrectOption = best,
            Reasoning = row.TryGetProperty("target", out var target) && target.ValueKind == JsonValueKind.String ? target.GetString()! : "",
        };
    }

    private static IReadOnlyList<string> Targets(JsonElement row)
    {
        if (!row.TryGetProperty("target", out var target))
            throw new RowException("there is neither 'target_scores' nor 'target'.");
        return target.ValueKind == JsonValueKind.Array
            ? [.. target.EnumerateArray().Select(text => text.ValueKind == JsonValueKind.String
                ? text.GetString()!
                : throw new RowException("'target' has an element that is no text."))]
            : [row.Text("target").Trim()];
    }
}
