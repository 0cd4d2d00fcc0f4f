namespace Pipelines;

internal enum PromptPartKind
{
    Text,
    Hole,
    WhereNotEmpty,
    WhereEmpty,
    End,
}

/// <summary>A part of a prompt template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text, of a text.</param>
/// <param name="Column">The index of the column, of a hole or section.</param>
/// <param name="End">Of the beginning of a section, the index of the part that ends it.</param>
internal readonly record struct PromptPart(PromptPartKind Kind, string Text, int Column, int End = 0);
