namespace Pipelines.Evaluation;

/// <summary>A registered format.</summary>
/// <param name="Id">Its id in tasks: lower case with dashes.</param>
/// <param name="Format">The format.</param>
public sealed record TaskFormatDescriptor(string Id, ITaskFormat Format);
