namespace Pipelines.Retrieval;

/// <summary>Filters for <see cref="IVectorIndex.Search"/>: by ids, or by what the caller knows of them.</summary>
public static class IdSelector
{
    /// <summary>The ids of a set.</summary>
    public static Func<long, bool> OneOf(IEnumerable<long> ids) => new HashSet<long>(ids).Contains;

    /// <summary>The ids of a range.</summary>
    /// <param name="first">The lowest.</param>
    /// <param name="last">The highest, which is one of them.</param>
    public static Func<long, bool> Between(long first, long last) => id => id >= first && id <= last;

    /// <summary>The ids that a filter refuses.</summary>
    public static Func<long, bool> Not(Func<long, bool> filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return id => !filter(id);
    }

    /// <summary>
    /// The ids whose metadata fulfil a condition. It is asked once an id, now: a search does not see what is changed later. Ids without
    /// metadata are not selected.
    /// </summary>
    /// <typeparam name="TMetadata">What is known of an id.</typeparam>
    /// <param name="metadata">What is known of each id.</param>
    /// <param name="condition">The condition.</param>
    public static Func<long, bool> Where<TMetadata>(IReadOnlyDictionary<long, TMetadata> metadata, Func<TMetadata, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(condition);
        var ids = new HashSet<long>();
        foreach (var (id, value) in metadata)
        {
            if (condition(value))
                ids.Add(id);
        }

        return ids.Contains;
    }
}
