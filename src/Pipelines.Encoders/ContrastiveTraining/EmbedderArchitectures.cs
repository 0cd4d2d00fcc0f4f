namespace Pipelines.Encoders;

/// <summary>Architectures of embedders that are trained from nothing.</summary>
public static class EmbedderArchitectures
{
    /// <summary>
    /// A table of tokens alone, no layer above it: the mean of its rows is the text. Learns in seconds, and is the start from which
    /// <see cref="TokenStart.InverseDocumentFrequency"/> makes sense. Its norm has a large epsilon, so that it leaves the lengths of rows
    /// as they are, by which tokens count more or less.
    /// </summary>
    /// <param name="size">Elements of a vector.</param>
    /// <param name="maximumLength">The most tokens of a text.</param>
    public static BertConfig BagOfTokens(int size = 256, int maximumLength = 256) => new()
    {
        VocabularySize = 0,
        HiddenSize = size,
        LayerCount = 0,
        HeadCount = 1,
        IntermediateSize = size,
        PositionCount = maximumLength,
        NormEpsilon = 1f,
        HiddenDropout = 0f,
        AttentionDropout = 0f,
        InitializerRange = 0.1f,
    };
}
