namespace Pipelines;

/// <summary>Passages that do not fulfil a condition.</summary>
public sealed record NotFilter : PassageFilter
{
    internal NotFilter(PassageFilter filter) => Filter = Required(filter, nameof(filter));

    /// <summary>The condition.</summary>
    public PassageFilter Filter { get; }

    /// <inheritdoc/>
    public override bool Matches(IReadOnlyDictionary<string, MetadataValue> metadata) => !Filter.Matches(metadata);
}
