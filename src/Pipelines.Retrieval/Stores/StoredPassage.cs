namespace Pipelines.Retrieval;

/// <summary>A passage in memory; its vector is the index's.</summary>
internal readonly record struct StoredPassage(string Text, IReadOnlyDictionary<string, MetadataValue> Metadata, bool HasVector)
{
    public static StoredPassage Copy(Passage passage) => new(
        passage.Text, new Dictionary<string, MetadataValue>(passage.Metadata).AsReadOnly(), !passage.Vector.IsEmpty);
}
