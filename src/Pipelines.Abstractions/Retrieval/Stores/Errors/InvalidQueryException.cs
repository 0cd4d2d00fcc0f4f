namespace Pipelines;

/// <summary>A query cannot be searched with: it is empty, has no word, or its vector holds NaN or does not fit the store.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="position">The position of the query in its batch, from 0.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class InvalidQueryException(string message, int position, Exception? innerException = null)
    : PassageStoreException(message, innerException)
{
    /// <summary>The position of the query in its batch, from 0.</summary>
    public int Position { get; } = position;
}
