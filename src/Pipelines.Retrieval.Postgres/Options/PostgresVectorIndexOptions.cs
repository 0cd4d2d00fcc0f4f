using System.ComponentModel.DataAnnotations;

namespace Pipelines.Retrieval.Postgres;

/// <summary>How pgvector's index over a store's vectors is built.</summary>
public sealed class PostgresVectorIndexOptions : IValidatableObject
{
    /// <summary>Which index.</summary>
    [EnumDataType(typeof(PostgresVectorIndexKind))]
    public PostgresVectorIndexKind Kind { get; set; }

    /// <summary>Neighbours a node of the graph (<c>m</c>).</summary>
    [Range(2, 100)]
    public int LinkCount { get; set; } = 16;

    /// <summary>Candidates kept as a node is linked (<c>ef_construction</c>), twice <see cref="LinkCount"/> at the least.</summary>
    [Range(4, 1000)]
    public int ConstructionSize { get; set; } = 64;

    /// <summary>Lists of an IVF index (<c>lists</c>): about a thousandth of the passages.</summary>
    [Range(1, 32768)]
    public int ListCount { get; set; } = 100;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Kind == PostgresVectorIndexKind.Hnsw && ConstructionSize < 2 * LinkCount)
        {
            yield return new ValidationResult(
                $"ConstructionSize is {ConstructionSize}, but twice the LinkCount of {LinkCount} is the least that pgvector takes.");
        }
    }
}
