using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>What a search of a store gives, and how lists are joined.</summary>
public sealed class PassageSearchOptions
{
    internal const double LargestNumber = 1e9;

    /// <summary>The most passages for each query.</summary>
    [Range(1, int.MaxValue)]
    public int TopK { get; set; } = 10;

    /// <summary>Which passages may be found; null for all. As many come back as there are of these, up to <see cref="TopK"/>.</summary>
    public PassageFilter? Filter { get; set; }

    /// <summary>
    /// How long the two lists are that are joined, <see cref="TopK"/> at the least: a passage far down in both may beat the first of one.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int Depth { get; set; } = 100;

    /// <summary>How little the first ranks stand out where lists are joined.</summary>
    [Range(0.0, LargestNumber)]
    public double RankConstant { get; set; } = 60;

    /// <summary>What the list by words counts.</summary>
    [Range(0.0, LargestNumber)]
    public double TextWeight { get; set; } = 1;

    /// <summary>What the list by vectors counts.</summary>
    [Range(0.0, LargestNumber)]
    public double VectorWeight { get; set; } = 1;
}
