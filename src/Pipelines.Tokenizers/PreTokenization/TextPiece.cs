namespace Pipelines.Tokenizers;

/// <summary>A piece of normalized text between two added tokens, on its way to the model.</summary>
/// <param name="Text">The text of the piece.</param>
/// <param name="IsFirst">Whether the text that is encoded begins with this piece.</param>
public readonly record struct TextPiece(ReadOnlyMemory<char> Text, bool IsFirst);
