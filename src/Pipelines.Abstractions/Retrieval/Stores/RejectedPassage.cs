namespace Pipelines;

/// <summary>A passage that was not added.</summary>
/// <param name="Row">Its position in what was given, from 0.</param>
/// <param name="Id">The id it was given with.</param>
/// <param name="Reason">
/// Why: a <see cref="DuplicatePassageException"/>, a <see cref="PassageDimensionException"/> or an <see cref="InvalidPassageException"/>.
/// </param>
public sealed record RejectedPassage(int Row, long Id, PassageStoreException Reason);
