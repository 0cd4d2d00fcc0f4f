namespace Pipelines.Training;

/// <summary>Where a trainer finds its rows.</summary>
/// <param name="InputIds">The column of token ids, a vector.</param>
/// <param name="Labels">The column of labels, as many as ids; <see cref="TokenLabels.IgnoreIndex"/> counts nothing.</param>
public sealed record TrainingColumns(string InputIds = ColumnNames.InputIds, string Labels = ColumnNames.Labels);
