namespace Pipelines.Evaluation;

/// <summary>How a score was made.</summary>
/// <param name="Name">Whose score it is.</param>
/// <param name="Signature">All that it depends on.</param>
/// <param name="Hash">The same in short; empty for none.</param>
public sealed record ReportFingerprint(string Name, string Signature, string Hash = "");
