namespace Pipelines.Retrieval;

/// <summary>Passages put together.</summary>
/// <param name="Text">The context.</param>
/// <param name="Sources">The positions of the passages in it; the first is cited as <c>[1]</c>.</param>
public sealed record BuiltContext(string Text, IReadOnlyList<int> Sources);
