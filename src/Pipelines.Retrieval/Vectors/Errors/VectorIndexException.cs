namespace Pipelines.Retrieval;

/// <summary>A vector index cannot do what it was asked to.</summary>
public class VectorIndexException : RetrievalException
{
    /// <summary>Makes the exception.</summary>
    public VectorIndexException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
