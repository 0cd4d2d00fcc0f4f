namespace Pipelines.Retrieval;

/// <summary>Whether an embedder, which may be anybody's, keeps its promises.</summary>
internal static class EmbeddingChecks
{
    /// <exception cref="RetrievalException">There are not as many vectors as texts, or they have another size.</exception>
    public static void CheckShape(EmbeddedTexts embedded, int count, int dimension)
    {
        if (embedded.Size != dimension || embedded.Vectors.Length != (long)count * dimension)
        {
            throw new RetrievalException(
                $"The embedder was asked for {count} vectors of {dimension} numbers, as it promises, and gave {embedded.Vectors.Length} "
                + $"numbers in vectors of {embedded.Size}. Repair the embedder.");
        }

        if (embedded.TokenCounts is { } counts && counts.Count != count)
            throw new RetrievalException($"The embedder counted the tokens of {counts.Count} texts, but got {count}. Repair the embedder.");
    }

    /// <exception cref="RetrievalException">The vector holds NaN or infinity.</exception>
    public static void CheckFinite(ReadOnlySpan<float> vector, string what, long position)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            if (!float.IsFinite(vector[i]))
            {
                throw new RetrievalException(
                    $"The vector of {what} {position} holds {vector[i]} at component {i}: every component must be a finite number. "
                    + "Check the embedder's weights.");
            }
        }
    }
}
