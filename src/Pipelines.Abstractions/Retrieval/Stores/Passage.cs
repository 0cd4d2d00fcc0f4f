namespace Pipelines;

/// <summary>A passage of a store.</summary>
/// <param name="Id">Its id, the caller's.</param>
/// <param name="Text">Its text, which may be empty.</param>
public sealed record Passage(long Id, string Text)
{
    private static readonly IReadOnlyDictionary<string, MetadataValue> s_none = new Dictionary<string, MetadataValue>().AsReadOnly();

    /// <summary>What filters go by: texts and numbers under names. A store keeps a copy.</summary>
    public IReadOnlyDictionary<string, MetadataValue> Metadata { get; init; } = s_none;

    /// <summary>Its vector; empty for none.</summary>
    public ReadOnlyMemory<float> Vector { get; init; }
}
