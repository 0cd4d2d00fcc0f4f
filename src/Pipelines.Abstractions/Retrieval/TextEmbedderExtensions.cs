namespace Pipelines;

/// <summary>Other forms of embedding.</summary>
public static class TextEmbedderExtensions
{
    /// <summary>The vector of one text.</summary>
    /// <param name="embedder">The embedder.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Stops the work where the embedder can.</param>
    /// <exception cref="PipelineException">The text cannot be embedded.</exception>
    public static float[] Embed(this ITextEmbedder embedder, string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        ArgumentNullException.ThrowIfNull(text);
        return embedder.EmbedChecked([text], 1, cancellationToken)[0].ToArray();
    }

    /// <summary>The vectors of texts by an embedder that may be anybody's: that there are as many as promised, and finite, is checked.</summary>
    /// <inheritdoc cref="ITextEmbedder.Embed"/>
    /// <exception cref="PipelineException">
    /// A text cannot be embedded, the embedder breaks its promise, or a vector holds NaN or infinity.
    /// </exception>
    public static EmbeddedTexts EmbedChecked(
        this ITextEmbedder embedder, IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        ArgumentNullException.ThrowIfNull(texts);
        var result = embedder.Embed(texts, batchSize, cancellationToken);
        var dimension = embedder.Dimension;
        if (result.Size != dimension || result.Vectors.Length != (long)texts.Count * dimension
            || (result.TokenCounts is { } counts && counts.Count != texts.Count))
        {
            throw new PipelineException(
                $"The embedder ({embedder.GetType().Name}) was asked for {texts.Count} vectors of {dimension} numbers, as it promises, and "
                + $"gave {result.Vectors.Length} numbers in vectors of {result.Size}. Repair the embedder.");
        }

        for (var i = 0; i < texts.Count; i++)
        {
            if (result.IndexOfNonFinite(i) is >= 0 and var at)
            {
                throw new PipelineException(
                    $"The vector of {(texts.Count == 1 ? "the text" : $"text {i}")} holds {result[i][at]} at component {at}: every component "
                    + "must be a finite number. Check the embedder's weights.");
            }
        }

        return result;
    }
}
