namespace Pipelines.Evaluation;

/// <summary>What was measured by the step under one name: a loss, a learning rate.</summary>
/// <param name="Tag">The name; TensorBoard groups names by what stands before a slash: <c>loss/train</c>.</param>
/// <param name="Points">The values by the step, upwards.</param>
public sealed record ScalarSeries(string Tag, IReadOnlyList<ScalarPoint> Points);
