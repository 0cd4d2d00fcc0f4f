namespace Pipelines.Retrieval;

/// <summary>An id is taken, or given twice.</summary>
public sealed class DuplicateVectorIdException : VectorIndexException
{
    internal DuplicateVectorIdException(string message, long id, int row) : base(message)
    {
        Id = id;
        Row = row;
    }

    /// <summary>The id that is taken or comes twice.</summary>
    public long Id { get; }

    /// <summary>The row it was given for, from 0.</summary>
    public int Row { get; }
}
