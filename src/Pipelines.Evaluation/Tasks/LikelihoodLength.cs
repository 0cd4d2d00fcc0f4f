namespace Pipelines.Evaluation;

/// <summary>What the logarithm of an option's likelihood is divided by, so that long options do not lose by their length alone.</summary>
public enum LikelihoodLength
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Tokens: scores are comparable for one tokenizer only.</summary>
    Tokens,

    /// <summary>Characters (UTF-16 units), without the space before.</summary>
    Characters,

    /// <summary>Bytes of UTF-8, without the space before.</summary>
    Bytes,
}
