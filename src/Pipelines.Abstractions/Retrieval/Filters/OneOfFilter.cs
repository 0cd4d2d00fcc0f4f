namespace Pipelines;

/// <summary>Passages whose value of a name is one of a list.</summary>
public sealed record OneOfFilter : PassageFilter
{
    internal OneOfFilter(string key, IReadOnlyList<MetadataValue> values) =>
        (Key, Values) = (Required(key, nameof(key)), Copied(values, nameof(values)));

    /// <summary>The name.</summary>
    public string Key { get; }

    /// <summary>The values.</summary>
    public IReadOnlyList<MetadataValue> Values { get; }

    /// <inheritdoc/>
    public override bool Matches(IReadOnlyDictionary<string, MetadataValue> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.TryGetValue(Key, out var value) && Values.Contains(value);
    }
}
