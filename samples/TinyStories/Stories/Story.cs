namespace TinyStories.Stories;

/// <summary>A story.</summary>
/// <param name="Text">It, whole.</param>
/// <param name="Summary">It in a sentence; null where nobody wrote one.</param>
public sealed record Story(string Text, string? Summary);
