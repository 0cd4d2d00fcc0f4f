namespace Pipelines;

/// <summary>Passages that fulfil one of some conditions or more.</summary>
public sealed record AnyFilter : PassageFilter
{
    internal AnyFilter(IReadOnlyList<PassageFilter> filters) => Filters = Copied(filters, nameof(filters));

    /// <summary>The conditions.</summary>
    public IReadOnlyList<PassageFilter> Filters { get; }

    /// <inheritdoc/>
    public override bool Matches(IReadOnlyDictionary<string, MetadataValue> metadata)
    {
        foreach (var filter in Filters)
        {
            if (filter.Matches(metadata))
                return true;
        }

        return false;
    }
}
