namespace Pipelines.Encoders;

/// <summary>The ids that stand for spans which were taken out: the first one, and those below it.</summary>
/// <param name="FirstId">The id of the first span.</param>
/// <param name="Count">How many there are.</param>
public sealed record SentinelRange(int FirstId, int Count)
{
    /// <summary>The annotation of a column of token ids that holds the range.</summary>
    public const string Annotation = "Sentinels";

    /// <summary>Whether an id stands for a span.</summary>
    public bool Contains(int id) => id <= FirstId && id > FirstId - Count;

    /// <summary>The id of a span.</summary>
    public int IdOf(int span) => FirstId - span;
}
