namespace Pipelines.Evaluation;

/// <summary>
/// MultiArith, AddSub, SingleEq (Roy and Roth 2015; Hosseini et al. 2014; Koncel-Kedziorski et al. 2015): an array of <c>sQuestion</c>,
/// <c>lEquations</c>, <c>lSolutions</c>.
/// </summary>
public sealed class MawpsFormat : ITaskFormat
{
    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path) => JsonRows.Read(path, (row, _) =>
    {
        var solutions = row.Array("lSolutions").Select(JsonRows.Number).ToList();
        if (solutions.Count != 1)
            throw new RowException($"'lSolutions' has {solutions.Count} numbers; one was expected.");
        return new TaskExample
        {
            Id = row.Text("iIndex"),
            Question = row.Text("sQuestion").Trim(),
            Answers = [NumericAnswers.Format(solutions[0])],
            Reasoning = string.Join("; ", row.Array("lEquations").Select(equation => equation.GetString())) + ".",
        };
    });
}
