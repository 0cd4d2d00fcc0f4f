namespace Pipelines;

/// <summary>
/// Which passages are meant, by their metadata: a description that every store can evaluate, in memory or as SQL. A passage fulfils a
/// condition or does not; nothing is unknown. What a passage does not have fulfils no comparison, so <see cref="Not"/> of one holds there.
/// </summary>
public abstract record PassageFilter
{
    private protected PassageFilter()
    {
    }

    /// <summary>Passages whose value of this name is this one.</summary>
    public static PassageFilter Equal(string key, MetadataValue value) => new EqualFilter(key, value);

    /// <summary>Passages whose value of this name is one of these; none fulfil an empty list.</summary>
    public static PassageFilter OneOf(string key, params IReadOnlyList<MetadataValue> values) => new OneOfFilter(key, values);

    /// <summary>Passages whose value of this name is a number from a minimum to a maximum, both included.</summary>
    /// <param name="key">The name.</param>
    /// <param name="minimum">The least; null for any.</param>
    /// <param name="maximum">The greatest; null for any.</param>
    /// <exception cref="PassageStoreException">A bound is not a finite number.</exception>
    public static PassageFilter Range(string key, double? minimum = null, double? maximum = null) => new RangeFilter(key, minimum, maximum);

    /// <summary>Passages that fulfil all of these; all fulfil an empty list.</summary>
    public static PassageFilter All(params IReadOnlyList<PassageFilter> filters) => new AllFilter(filters);

    /// <summary>Passages that fulfil one of these or more; none fulfil an empty list.</summary>
    public static PassageFilter Any(params IReadOnlyList<PassageFilter> filters) => new AnyFilter(filters);

    /// <summary>Passages that do not fulfil this.</summary>
    public static PassageFilter Not(PassageFilter filter) => new NotFilter(filter);

    /// <summary>Whether a passage with this metadata is meant.</summary>
    public abstract bool Matches(IReadOnlyDictionary<string, MetadataValue> metadata);

    private protected static T Required<T>(T value, string name) where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    private protected static IReadOnlyList<T> Copied<T>(IReadOnlyList<T> values, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        foreach (var value in values)
        {
            if (value is null)
                throw new PassageStoreException("A filter among those given is null. Leave it out.");
        }

        return [.. values];
    }
}
