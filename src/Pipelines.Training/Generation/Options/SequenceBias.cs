namespace Pipelines.Training;

/// <summary>What the last token of a sequence gains where those before it have come.</summary>
public sealed record SequenceBias
{
    /// <summary>The sequence; a single token always gains.</summary>
    public IList<int> Ids { get; init; } = [];

    /// <summary>What is added to the last token's score.</summary>
    public float Bias { get; init; }
}
