namespace Pipelines.Evaluation;

/// <summary>A row is not as it should be; whoever knows its place tells it.</summary>
internal sealed class RowException(string message) : Exception(message);
