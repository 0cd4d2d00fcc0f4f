namespace Pipelines.Evaluation;

/// <summary>
/// How well a model predicts text; lower is better. Perplexity is one of tokens, so it compares models with one tokenizer; bits for each
/// byte, character or word compare any.
/// </summary>
public static class PerplexityMetrics
{
    private static readonly double BitsPerNat = 1 / Math.Log(2);

    /// <summary>The exponential of the mean loss of a token in nats; at least 1.</summary>
    /// <exception cref="PipelineException">No token was predicted, or the likelihood is no logarithm of a probability.</exception>
    public static double Perplexity(TextLikelihood text) => Math.Exp(-PerUnit(text, text.Tokens, "token"));

    /// <summary>Bits for each byte of UTF-8.</summary>
    /// <exception cref="PipelineException">There is no byte, or the likelihood is no logarithm of a probability.</exception>
    public static double BitsPerByte(TextLikelihood text) => -PerUnit(text, text.Bytes, "byte") * BitsPerNat;

    /// <summary>Bits for each character.</summary>
    /// <exception cref="PipelineException">There is no character, or the likelihood is no logarithm of a probability.</exception>
    public static double BitsPerCharacter(TextLikelihood text) => -PerUnit(text, text.Characters, "character") * BitsPerNat;

    /// <summary>Bits for each word.</summary>
    /// <exception cref="PipelineException">There is no word, or the likelihood is no logarithm of a probability.</exception>
    public static double BitsPerWord(TextLikelihood text) => -PerUnit(text, text.Words, "word") * BitsPerNat;

    private static double PerUnit(TextLikelihood text, long units, string unit)
    {
        // The rounding of a model that is sure may be a little above 0.
        if (double.IsNaN(text.LogLikelihood) || double.IsInfinity(text.LogLikelihood) || text.LogLikelihood > 1e-3)
            throw new PipelineException($"The log-likelihood is {text.LogLikelihood}; that of a text is finite and not above 0.");
        return units > 0
            ? Math.Min(0, text.LogLikelihood) / units
            : throw new PipelineException($"There is no {unit} to divide by.");
    }
}
