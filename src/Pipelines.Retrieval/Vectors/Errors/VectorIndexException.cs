namespace Pipelines.Retrieval;

/// <summary>A vector index cannot do what it was asked to.</summary>
public class VectorIndexException : RetrievalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public VectorIndexException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
