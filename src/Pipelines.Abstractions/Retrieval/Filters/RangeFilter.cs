namespace Pipelines;

/// <summary>Passages whose value of a name is a number in a range, both ends included.</summary>
public sealed record RangeFilter : PassageFilter
{
    internal RangeFilter(string key, double? minimum, double? maximum)
    {
        Key = Required(key, nameof(key));
        if ((minimum is { } low && !double.IsFinite(low)) || (maximum is { } high && !double.IsFinite(high)))
            throw new PassageStoreException($"The range of '{key}' has a bound that is not a finite number. Leave it out for none.");
        (Minimum, Maximum) = (minimum, maximum);
    }

    /// <summary>The name.</summary>
    public string Key { get; }

    /// <summary>The least; null for any.</summary>
    public double? Minimum { get; }

    /// <summary>The greatest; null for any.</summary>
    public double? Maximum { get; }

    /// <inheritdoc/>
    public override bool Matches(IReadOnlyDictionary<string, MetadataValue> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.TryGetValue(Key, out var value) && value.Number is { } number
            && !(number < Minimum) && !(number > Maximum);
    }
}
