namespace Pipelines.Retrieval;

/// <summary>A vector holds NaN or infinity, or is so long that its distances overflow.</summary>
public sealed class InvalidVectorException : VectorIndexException
{
    internal InvalidVectorException(string message, int row) : base(message) => Row = row;

    /// <summary>The row of the vector in what was given, from 0.</summary>
    public int Row { get; }
}
