namespace Pipelines.Documentation.Tests;

/// <summary>A block of code in a page.</summary>
/// <param name="Line">The line it begins at, from 1.</param>
/// <param name="Language">What stands behind its first fence; empty where nothing does.</param>
/// <param name="Text">Its lines.</param>
internal sealed record Fence(int Line, string Language, string Text);
