namespace Pipelines.Training;

/// <summary>
/// Held-out rows of a task: blocks of token ids with labels, or tokens with a mask of those that count, as the stages before a trainer make
/// them.
/// </summary>
/// <param name="Name">What the task is called.</param>
/// <param name="Data">The rows.</param>
public sealed record HeldOutTask(string Name, IDataView Data)
{
    /// <summary>A score beside the loss; null for none.</summary>
    public TaskMetric? Metric { get; init; }

    /// <summary>Where token ids and labels are.</summary>
    public TrainingColumns Columns { get; init; } = new();

    /// <summary>The column of tokens, where there are no labels.</summary>
    public string TokensColumn { get; init; } = ColumnNames.Tokens;

    /// <summary>The column with 1 for each token that counts.</summary>
    public string LossMaskColumn { get; init; } = ColumnNames.LossMask;
}
