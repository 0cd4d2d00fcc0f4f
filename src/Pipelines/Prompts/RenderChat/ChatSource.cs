namespace Pipelines;

/// <summary>Where a conversation comes from.</summary>
public enum ChatSource
{
    /// <summary>
    /// A text column of JSON: an array of objects with <c>role</c> and <c>content</c> (and what else a template knows, such as
    /// <c>tool_calls</c>), or of ShareGPT's with <c>from</c> and <c>value</c>.
    /// </summary>
    Messages = 1,

    /// <summary>
    /// Two vector columns of text, one of roles and one of contents, as JSON files of messages are loaded: <c>messages.role</c> and
    /// <c>messages.content</c>, or <c>conversations.from</c> and <c>conversations.value</c>.
    /// </summary>
    Vectors,

    /// <summary>Columns of instruction, input and output: one question, with the input after an empty line, and its answer.</summary>
    Alpaca,
}
