namespace Pipelines.Evaluation;

/// <summary>How likely a model finds a text, and how long the text is in every unit.</summary>
/// <param name="LogLikelihood">The logarithm of the predicted tokens' probability, in nats: the negative sum of their losses.</param>
/// <param name="Tokens">How many tokens were predicted.</param>
/// <param name="Bytes">The text's length in bytes of UTF-8.</param>
/// <param name="Characters">The text's length in characters, each a code point.</param>
/// <param name="Words">How many words the text has, between white space.</param>
public readonly record struct TextLikelihood(double LogLikelihood, long Tokens, long Bytes, long Characters, long Words)
{
    /// <summary>Takes the lengths from a text.</summary>
    /// <param name="text">The text that the tokens stand for.</param>
    /// <param name="logLikelihood">The logarithm of its probability, in nats.</param>
    /// <param name="tokens">How many tokens were predicted.</param>
    public static TextLikelihood Of(string text, double logLikelihood, long tokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (characters, words, inWord) = (0L, 0L, false);
        foreach (var rune in text.EnumerateRunes())
        {
            characters++;
            var isSpace = rune.IsBmp && PythonText.IsWhiteSpace((char)rune.Value);
            words += !isSpace && !inWord ? 1 : 0;
            inWord = !isSpace;
        }

        return new TextLikelihood(logLikelihood, tokens, System.Text.Encoding.UTF8.GetByteCount(text), characters, words);
    }

    /// <summary>Both together.</summary>
    public static TextLikelihood operator +(TextLikelihood a, TextLikelihood b) => a.Add(b);

    /// <summary>This and another together.</summary>
    public TextLikelihood Add(TextLikelihood other) => new(
        LogLikelihood + other.LogLikelihood, Tokens + other.Tokens, Bytes + other.Bytes, Characters + other.Characters,
        Words + other.Words);
}
