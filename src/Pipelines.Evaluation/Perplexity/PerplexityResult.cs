namespace Pipelines.Evaluation;

/// <summary>How well a model predicts the texts of a view; lower is better.</summary>
public sealed class PerplexityResult
{
    internal PerplexityResult(IReadOnlyList<double> rows, TextLikelihood total, ScoreEstimate[] estimates, bool hasTexts)
    {
        Rows = rows;
        Total = total;
        Perplexity = estimates[0];
        if (hasTexts)
            (BitsPerByte, BitsPerCharacter, BitsPerWord) = (estimates[1], estimates[2], estimates[3]);
    }

    /// <summary>The exponential of the mean loss of a token: for models with one tokenizer.</summary>
    public ScoreEstimate Perplexity { get; }

    /// <summary>Bits for each byte of UTF-8: for models of any tokenizer; null where no column of texts was named.</summary>
    public ScoreEstimate? BitsPerByte { get; }

    /// <summary>Bits for each character, as <see cref="BitsPerByte"/>.</summary>
    public ScoreEstimate? BitsPerCharacter { get; }

    /// <summary>Bits for each word, as <see cref="BitsPerByte"/>.</summary>
    public ScoreEstimate? BitsPerWord { get; }

    /// <summary>The perplexity of each row; the total weighs tokens, not rows.</summary>
    public IReadOnlyList<double> Rows { get; }

    /// <summary>How many rows were scored.</summary>
    public int RowCount => Rows.Count;

    /// <summary>The likelihood and lengths of all rows.</summary>
    public TextLikelihood Total { get; }

    /// <summary>How the scores were made; scores with other signatures cannot be compared.</summary>
    public string Signature => "perplexity|mean:tokens|log:e";

    /// <summary>The scores and how they were made.</summary>
    public override string ToString() =>
        $"perplexity {Perplexity}"
        + (BitsPerByte is null ? "" : $", bits per byte {BitsPerByte}, character {BitsPerCharacter}, word {BitsPerWord}")
        + $" of {RowCount} rows, {Total.Tokens} tokens; {Signature}";
}
