using System.Text.Json.Serialization;

namespace Pipelines.Samples;

/// <summary>A text a model made.</summary>
/// <param name="Prompt">What it was given.</param>
/// <param name="Text">How it went on.</param>
/// <param name="Model">Which of several models made it; null where there is one.</param>
public sealed record GeneratedSample(
    string Prompt, string Text, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Model = null);
