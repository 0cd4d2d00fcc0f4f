namespace Pipelines;

/// <summary>
/// A range of a text that an assistant wrote, or is to write: it travels with the text through concatenation, slicing, trimming and
/// filters, so that the rendered text knows where its answers are.
/// </summary>
/// <param name="Start">The first character.</param>
/// <param name="End">After the last character.</param>
/// <param name="Message">The message's index; −1 where it is not known.</param>
/// <param name="IsGeneration">Whether a <c>{% generation %}</c> block says so; else it is an assistant message's own text.</param>
internal readonly record struct TextMark(int Start, int End, int Message, bool IsGeneration = false);
