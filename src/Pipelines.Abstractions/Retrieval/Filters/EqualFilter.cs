namespace Pipelines;

/// <summary>Passages whose value of a name is a given one.</summary>
public sealed record EqualFilter : PassageFilter
{
    internal EqualFilter(string key, MetadataValue value) => (Key, Value) = (Required(key, nameof(key)), value);

    /// <summary>The name.</summary>
    public string Key { get; }

    /// <summary>The value.</summary>
    public MetadataValue Value { get; }

    /// <inheritdoc/>
    public override bool Matches(IReadOnlyDictionary<string, MetadataValue> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.TryGetValue(Key, out var value) && value == Value;
    }
}
