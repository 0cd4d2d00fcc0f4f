namespace Pipelines;

/// <summary>Passages that fulfil all of some conditions.</summary>
public sealed record AllFilter : PassageFilter
{
    internal AllFilter(IReadOnlyList<PassageFilter> filters) => Filters = Copied(filters, nameof(filters));

    /// <summary>The conditions.</summary>
    public IReadOnlyList<PassageFilter> Filters { get; }

    /// <inheritdoc/>
    public override bool Matches(IReadOnlyDictionary<string, MetadataValue> metadata)
    {
        foreach (var filter in Filters)
        {
            if (!filter.Matches(metadata))
                return false;
        }

        return true;
    }
}
