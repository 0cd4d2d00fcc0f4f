namespace Pipelines.Tokenizers;

/// <summary>A text cannot be encoded, or token ids cannot be decoded, with the tokenizer at hand.</summary>
public sealed class TokenizationException : PipelineException
{
    private readonly string _description;

    /// <summary>Creates the error.</summary>
    /// <param name="message">What was wrong, what was expected and what to do, without the position.</param>
    /// <param name="position">The UTF-16 index in the text, or the index in the sequence of ids; null where there is none.</param>
    /// <param name="innerException">The error behind this one.</param>
    public TokenizationException(string message, int? position = null, Exception? innerException = null) : base(message, innerException)
    {
        _description = message;
        Position = position;
    }

    /// <summary>
    /// The UTF-16 index in the text that was encoded, or the index in the ids that were decoded; null where there is none.
    /// </summary>
    public int? Position { get; private set; }

    /// <inheritdoc/>
    public override string Message => Position is { } position ? $"At index {position}: {_description}" : _description;

    /// <summary>Moves the position from a part of a text to the whole text.</summary>
    internal void Shift(int offset) => Position += offset;
}
