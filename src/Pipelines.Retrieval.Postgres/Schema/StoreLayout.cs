using System.Globalization;

namespace Pipelines.Retrieval.Postgres;

/// <summary>What a store is, as the database records it, and the SQL that follows from that.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Name">The store's name, its table's.</param>
/// <param name="Dimension">Numbers a vector.</param>
/// <param name="Metric">What near means.</param>
/// <param name="TextConfiguration">The text search configuration.</param>
/// <param name="ExtensionSchema">Where pgvector's type and operators are; null where vectors are bytes.</param>
internal sealed record StoreLayout(
    string Schema, string Name, int Dimension, VectorMetric Metric, string TextConfiguration, string? ExtensionSchema)
{
    public bool UsesExtension => ExtensionSchema is not null;

    public string Table { get; } = $"{Identifiers.Quote(Schema)}.{Identifiers.Quote(Name)}";

    /// <summary>The configuration as a value of SQL.</summary>
    public string Configuration { get; } = $"{Identifiers.Literal(TextConfiguration)}::regconfig";

    public string VectorIndexName => $"{Name}_vector";

    public string VectorIndex => $"{Identifiers.Quote(Schema)}.{Identifiers.Quote(VectorIndexName)}";

    public string VectorType => UsesExtension ? $"{Identifiers.Quote(ExtensionSchema!)}.vector" : "bytea";

    /// <summary>
    /// pgvector's distance. Vectors of cosine have length 1 already, and the inner product also knows what to do with zeros.
    /// </summary>
    public string DistanceOperator =>
        $"OPERATOR({Identifiers.Quote(ExtensionSchema!)}.{(Metric == VectorMetric.L2 ? "<->" : "<#>")})";

    private string OperatorClass =>
        $"{Identifiers.Quote(ExtensionSchema!)}.{(Metric == VectorMetric.L2 ? "vector_l2_ops" : "vector_ip_ops")}";

    /// <summary>The columns a passage is read from, and the vector where it is wanted.</summary>
    public string Columns(bool includeVectors) => (includeVectors && Dimension > 0, UsesExtension) switch
    {
        (false, _) => "id, text, metadata",
        (true, true) => "id, text, metadata, vector::real[]",
        (true, false) => "id, text, metadata, vector",
    };

    public string CopyCommand => $"COPY {Table} (id, text, metadata{(Dimension > 0 ? ", vector" : "")}) FROM STDIN (FORMAT BINARY)";

    /// <summary>Makes the table and its indexes.</summary>
    public string CreateCommand()
    {
        var vector = (Dimension, UsesExtension) switch
        {
            (0, _) => "",
            (_, true) => Invariant($"vector {VectorType}({Dimension}),"),
            _ => Invariant($"vector bytea CHECK (octet_length(vector) = {Dimension * sizeof(float)}),"),
        };

        // Numbers that stand for meaning do not get smaller by compression.
        var uncompressed = Dimension > 0 ? $"ALTER TABLE {Table} ALTER COLUMN vector SET STORAGE EXTERNAL;" : "";
        return $"""
            CREATE TABLE {Table} (
                id bigint PRIMARY KEY,
                text text NOT NULL,
                metadata jsonb NOT NULL CHECK (jsonb_typeof(metadata) = 'object'),
                {vector}
                words tsvector GENERATED ALWAYS AS (to_tsvector({Configuration}, text)) STORED
            );
            {uncompressed}
            CREATE INDEX {Identifiers.Quote(Name + "_words")} ON {Table} USING gin (words);
            CREATE INDEX {Identifiers.Quote(Name + "_metadata")} ON {Table} USING gin (metadata jsonb_path_ops);
            """;
    }

    /// <summary>Builds pgvector's index.</summary>
    public string CreateIndexCommand(PostgresVectorIndexOptions options)
    {
        var method = options.Kind switch
        {
            PostgresVectorIndexKind.IvfFlat => Invariant($"ivfflat (vector {OperatorClass}) WITH (lists = {options.ListCount})"),
            _ => Invariant(
                $"hnsw (vector {OperatorClass}) WITH (m = {options.LinkCount}, ef_construction = {options.ConstructionSize})"),
        };
        return $"CREATE INDEX {Identifiers.Quote(VectorIndexName)} ON {Table} USING {method}";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
