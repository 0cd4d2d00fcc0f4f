namespace Pipelines;

/// <summary>The id of a passage is taken, or given twice.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="row">The position of the passage in what was given, from 0.</param>
/// <param name="id">The id that is not free.</param>
public sealed class DuplicatePassageException(string message, int row, long id) : PassageStoreException(message)
{
    /// <summary>The position of the passage in what was given, from 0.</summary>
    public int Row { get; } = row;

    /// <summary>The id that is not free.</summary>
    public long Id { get; } = id;
}
