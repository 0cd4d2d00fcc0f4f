namespace Pipelines.Retrieval;

/// <summary>Vectors have another number of components than the index.</summary>
public sealed class VectorDimensionException : VectorIndexException
{
    internal VectorDimensionException(string message, int dimension, long length) : base(message)
    {
        Dimension = dimension;
        Length = length;
    }

    /// <summary>Numbers a vector of the index.</summary>
    public int Dimension { get; }

    /// <summary>Numbers that were given.</summary>
    public long Length { get; }
}
