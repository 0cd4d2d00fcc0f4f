namespace Pipelines;

/// <summary>Two parts of one view.</summary>
/// <param name="TrainSet">The rows to fit on.</param>
/// <param name="TestSet">The rows held out.</param>
public sealed record TrainTestData(IDataView TrainSet, IDataView TestSet);
