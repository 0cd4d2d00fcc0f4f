namespace Pipelines;

/// <summary>A conversation as text, and where in it the assistant speaks.</summary>
/// <param name="Text">The text that a model reads.</param>
/// <param name="TrainedSpans">
/// What the assistant writes, in order and disjoint: its answers, with the token that ends a turn. They come from where the renderer
/// wrote each message, not from looking for texts in the result.
/// </param>
public sealed record RenderedChat(string Text, IReadOnlyList<TrainedSpan> TrainedSpans);
