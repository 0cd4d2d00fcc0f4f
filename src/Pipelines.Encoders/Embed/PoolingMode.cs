namespace Pipelines.Encoders;

/// <summary>How the vectors of a text's tokens become one, as in sentence-transformers; padding never counts.</summary>
[Flags]
public enum PoolingMode
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>The first token's.</summary>
    FirstToken = 1,

    /// <summary>The largest of each element.</summary>
    Maximum = 2,

    /// <summary>The mean.</summary>
    Mean = 4,

    /// <summary>The sum divided by the root of the number of tokens.</summary>
    MeanOfRootLength = 8,

    /// <summary>The mean weighted by the token's place, from 1.</summary>
    WeightedMean = 16,

    /// <summary>The last token's.</summary>
    LastToken = 32,
}
