namespace Pipelines.Retrieval;

/// <summary>A vector that was not added.</summary>
/// <param name="Row">Its row in what was given, from 0.</param>
/// <param name="Id">The id it was given.</param>
/// <param name="Reason">Why: an <see cref="InvalidVectorException"/> or a <see cref="DuplicateVectorIdException"/>.</param>
public sealed record RejectedVector(int Row, long Id, VectorIndexException Reason);
