namespace Pipelines.Encoders;

/// <summary>How the table of tokens of a fresh embedder begins.</summary>
public enum TokenStart
{
    /// <summary>Every row alike, as the config says.</summary>
    Random,

    /// <summary>
    /// Each row is as long as its token is rare: in proportion to the logarithm of the inverse share of texts that hold it, of anchors or
    /// of candidates, whichever is the larger share. Tables of positions and segments begin with zeros. A mean of such rows is a random
    /// projection of the text's TF-IDF weights, so that vectors are of use before the first step.
    /// </summary>
    InverseDocumentFrequency,
}
