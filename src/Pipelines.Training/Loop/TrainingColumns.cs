namespace Pipelines.Training;

/// <summary>Where a trainer finds its rows.</summary>
/// <param name="InputIds">The column of token ids, a vector.</param>
/// <param name="Labels">The column of labels, as many as ids; <see cref="TokenLabels.IgnoreIndex"/> counts nothing.</param>
/// <param name="Segments">
/// The column that says which of the sequences in a row each token belongs to; they do not see each other, and positions count from 0 in
/// each. Null where a row is one sequence.
/// </param>
public sealed record TrainingColumns(string InputIds = ColumnNames.InputIds, string Labels = ColumnNames.Labels, string? Segments = null)
{
    /// <summary>
    /// The column of numbers that belong to a row as a whole, a vector of doubles: the log-probabilities of a reference model, a margin.
    /// Null for none.
    /// </summary>
    public string? RowValues { get; init; }
}
