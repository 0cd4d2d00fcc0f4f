namespace Summarization.Articles;

/// <summary>An article with its summary.</summary>
/// <param name="Text">The article.</param>
/// <param name="Summary">What it says, in short.</param>
public sealed record Article(string Text, string Summary);
