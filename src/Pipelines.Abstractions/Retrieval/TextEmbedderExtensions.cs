namespace Pipelines;

/// <summary>Shorter forms of embedding.</summary>
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
        return embedder.Embed([text], 1, cancellationToken)[0].ToArray();
    }
}
