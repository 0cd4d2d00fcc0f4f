namespace Pipelines.Training;

/// <summary>A score of a model on a task, beside its loss.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Measure">Measures a model.</param>
/// <param name="HigherIsBetter">Whether more is better.</param>
public sealed record TaskMetric(string Name, Func<ITrainableModel, double> Measure, bool HigherIsBetter = true);
