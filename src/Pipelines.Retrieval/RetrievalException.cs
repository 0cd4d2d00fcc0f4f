namespace Pipelines.Retrieval;

/// <summary>
/// An index, a chunker or a query was used in a way it refuses: an empty query, a duplicate id, a passage that would be cut off.
/// </summary>
public class RetrievalException : PipelineException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public RetrievalException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
