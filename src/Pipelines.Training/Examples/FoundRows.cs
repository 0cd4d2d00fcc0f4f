namespace Pipelines.Training;

/// <summary>Rows of which something is so.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="First">The first of them, counted from 0; −1 where there is none.</param>
public readonly record struct FoundRows(long Count, long First)
{
    /// <summary>No rows.</summary>
    public static FoundRows None { get; } = new(0, -1);

    /// <summary>These and one more, which is the first where there was none.</summary>
    public FoundRows With(long row) => new(Count + 1, First < 0 ? row : First);
}
