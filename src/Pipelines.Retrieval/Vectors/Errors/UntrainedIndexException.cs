namespace Pipelines.Retrieval;

/// <summary>Vectors were added to, or searched in, an index that is not trained.</summary>
public sealed class UntrainedIndexException : VectorIndexException
{
    internal UntrainedIndexException(string message) : base(message)
    {
    }
}
