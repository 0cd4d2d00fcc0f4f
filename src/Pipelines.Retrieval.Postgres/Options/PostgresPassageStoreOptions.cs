using System.ComponentModel.DataAnnotations;

namespace Pipelines.Retrieval.Postgres;

/// <summary>Which store of a database is meant, and what it is made as where it is not there.</summary>
public sealed class PostgresPassageStoreOptions
{
    /// <summary>The largest number of components that pgvector's type takes.</summary>
    public const int LargestDimension = 16_000;

    private const string Identifier = "^[A-Za-z_][A-Za-z0-9_]{0,47}$";
    private const string IdentifierExpected = "up to 48 letters, digits and underscores that start with no digit were expected";

    /// <summary>The store's name, and that of its table: letters, digits and underscores.</summary>
    [Required, RegularExpression(Identifier, ErrorMessage = IdentifierExpected)]
    public string Name { get; set; } = "passages";

    /// <summary>The schema of the database that holds it; it is made where it is not there.</summary>
    [Required, RegularExpression(Identifier, ErrorMessage = IdentifierExpected)]
    public string Schema { get; set; } = "public";

    /// <summary>Numbers a vector, 0 for passages without vectors. Null takes those of the store that is there; a new one gets 0.</summary>
    [Range(0, LargestDimension)]
    public int? Dimension { get; set; }

    /// <summary>What near means. Null takes what the store that is there says; a new one gets <see cref="VectorMetric.Cosine"/>.</summary>
    [EnumDataType(typeof(VectorMetric))]
    public VectorMetric? Metric { get; set; }

    /// <summary>How the database holds the vectors.</summary>
    [EnumDataType(typeof(PostgresVectorStorage))]
    public PostgresVectorStorage VectorStorage { get; set; }

    /// <summary>
    /// The text search configuration, such as <c>english</c>: what words are, stems and stop words. Null takes that of the store that is
    /// there; a new one gets <c>simple</c>, which keeps all words as they are, in lower case.
    /// </summary>
    [RegularExpression(
        @"^[A-Za-z_][A-Za-z0-9_]{0,47}(\.[A-Za-z_][A-Za-z0-9_]{0,47})?$",
        ErrorMessage = "a name such as english or public.english was expected")]
    public string? TextConfiguration { get; set; }

    /// <summary>What the order by words goes by.</summary>
    [EnumDataType(typeof(PostgresTextRank))]
    public PostgresTextRank TextRank { get; set; }

    /// <summary>
    /// How the length of a passage counts, a sum of the flags of <c>ts_rank</c>: 0 not at all, 1 divides by 1 + its logarithm, 2 by the
    /// length, and so on.
    /// </summary>
    [Range(0, 63)]
    public int TextNormalization { get; set; } = 1;

    /// <summary>Whether a store that is not there is made; otherwise it is an error.</summary>
    public bool CreateIfMissing { get; set; } = true;

    /// <summary>How many candidates a search in an HNSW index keeps (<c>hnsw.ef_search</c>), the number asked for at the least.</summary>
    [Range(1, 1000)]
    public int HnswSearchSize { get; set; } = 100;

    /// <summary>How many lists a search in an IVF index looks through (<c>ivfflat.probes</c>).</summary>
    [Range(1, 32768)]
    public int IvfProbeCount { get; set; } = 16;

    /// <summary>
    /// How many seconds the database may take for a command, 0 for any time; null for what the connection says, which is 30 unless it says
    /// so. An index is built without a limit.
    /// </summary>
    [Range(0, int.MaxValue / 1000)]
    public int? CommandTimeout { get; set; }

    internal PostgresPassageStoreOptions Clone() => (PostgresPassageStoreOptions)MemberwiseClone();
}
