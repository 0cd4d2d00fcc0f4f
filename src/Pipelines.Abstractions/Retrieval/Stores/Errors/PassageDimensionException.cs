namespace Pipelines;

/// <summary>The vector of a passage has another number of components than the store's.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="row">The position of the passage in what was given, from 0.</param>
/// <param name="dimension">Numbers a vector of the store.</param>
/// <param name="length">Numbers that were given.</param>
public sealed class PassageDimensionException(string message, int row, int dimension, int length) : PassageStoreException(message)
{
    /// <summary>The position of the passage in what was given, from 0.</summary>
    public int Row { get; } = row;

    /// <summary>Numbers a vector of the store.</summary>
    public int Dimension { get; } = dimension;

    /// <summary>Numbers that were given.</summary>
    public int Length { get; } = length;
}
