using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Pipelines.Retrieval;

/// <summary>How a <see cref="PassageStoreRetriever"/> searches.</summary>
public sealed class PassageStoreRetrieverOptions
{
    /// <summary>By what passages are found; null, the default, for both where there is an embedder and words where there is none.</summary>
    [EnumDataType(typeof(PassageSearchMode))]
    public PassageSearchMode? Mode { get; set; }

    /// <summary>Which passages may be found; null for all.</summary>
    [JsonIgnore]
    public PassageFilter? Filter { get; set; }

    /// <summary>How long the lists are that are joined, at the least.</summary>
    [Range(1, int.MaxValue)]
    public int Depth { get; set; } = 100;

    /// <summary>How little the first ranks stand out where lists are joined.</summary>
    [Range(0.0, 1e9)]
    public double RankConstant { get; set; } = ReciprocalRankFusion.DefaultConstant;

    /// <summary>What the list by words counts.</summary>
    [Range(0.0, 1e9)]
    public double TextWeight { get; set; } = 1;

    /// <summary>What the list by vectors counts.</summary>
    [Range(0.0, 1e9)]
    public double VectorWeight { get; set; } = 1;

    /// <summary>How queries and passages are embedded.</summary>
    [Required]
    public VectorRetrieverOptions Embedding { get; set; } = new();
}
