namespace Pipelines;

/// <summary>
/// A passage cannot be stored: its vector holds NaN or infinity or is too long for distances, or its text or metadata hold what no store
/// keeps, a null character or half a surrogate pair.
/// </summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="row">The position of the passage in what was given, from 0.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class InvalidPassageException(string message, int row, Exception? innerException = null)
    : PassageStoreException(message, innerException)
{
    /// <summary>The position of the passage in what was given, from 0.</summary>
    public int Row { get; } = row;
}
