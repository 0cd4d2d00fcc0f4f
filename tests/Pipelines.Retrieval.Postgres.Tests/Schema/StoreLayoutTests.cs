namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>The SQL of stores, that of pgvector too where it is not installed.</summary>
internal sealed class StoreLayoutTests
{
    private static readonly StoreLayout s_bytes = new("s", "n", 3, VectorMetric.L2, "english", null);
    private static readonly StoreLayout s_vectors = s_bytes with { ExtensionSchema = "ext" };

    [Test]
    public void Vectors_are_of_the_extension_s_type_or_bytes_or_none()
    {
        Assert.That(s_vectors.CreateCommand(), Does.Contain("vector \"ext\".vector(3),"));
        Assert.That(s_bytes.CreateCommand(), Does.Contain("vector bytea CHECK (octet_length(vector) = 12),"));
        Assert.That((s_bytes with { Dimension = 0 }).CreateCommand(), Does.Not.Contain("vector bytea").And.Not.Contain("ALTER"));
        Assert.That(s_vectors.Columns(includeVectors: true), Is.EqualTo("id, text, metadata, vector::real[]"));
        Assert.That(s_bytes.Columns(includeVectors: true), Is.EqualTo("id, text, metadata, vector"));
        Assert.That(s_vectors.Columns(includeVectors: false), Is.EqualTo("id, text, metadata"));
    }

    [TestCase(VectorMetric.L2, "<->", "vector_l2_ops")]
    [TestCase(VectorMetric.InnerProduct, "<#>", "vector_ip_ops")]
    [TestCase(VectorMetric.Cosine, "<#>", "vector_ip_ops")]
    public void Metrics_have_operators_and_their_classes(VectorMetric metric, string symbol, string operators)
    {
        var layout = s_vectors with { Metric = metric };

        Assert.That(layout.DistanceOperator, Is.EqualTo($"OPERATOR(\"ext\".{symbol})"));
        Assert.That(
            layout.CreateIndexCommand(new PostgresVectorIndexOptions { LinkCount = 8, ConstructionSize = 40 }),
            Is.EqualTo("CREATE INDEX \"n_vector\" ON \"s\".\"n\" USING "
                + $"hnsw (vector \"ext\".{operators}) WITH (m = 8, ef_construction = 40)"));
        Assert.That(
            layout.CreateIndexCommand(new PostgresVectorIndexOptions { Kind = PostgresVectorIndexKind.IvfFlat, ListCount = 7 }),
            Is.EqualTo($"CREATE INDEX \"n_vector\" ON \"s\".\"n\" USING ivfflat (vector \"ext\".{operators}) WITH (lists = 7)"));
    }

    [Test]
    public void Identifiers_and_literals_are_quoted()
    {
        Assert.That(Identifiers.Quote("a\"b"), Is.EqualTo("\"a\"\"b\""));
        Assert.That(Identifiers.Literal("a'b"), Is.EqualTo("'a''b'"));
        Assert.That(Identifiers.Literal("a\\'b"), Is.EqualTo("E'a\\\\''b'"));
    }

    [TestCase("")]
    [TestCase("1a")]
    [TestCase("a b")]
    [TestCase("a\"; DROP TABLE x; --")]
    [TestCase("a\n")]
    [TestCase("größe")]
    [TestCase("a23456789012345678901234567890123456789012345678_")]
    public void Names_that_are_no_identifiers_are_refused(string name)
    {
        Assert.That(
            () => PostgresPassageStore.Open("Host=/nowhere", new PostgresPassageStoreOptions { Name = name }),
            Throws.InstanceOf<OptionsException>().With.Message.Contains("Name"));
        Assert.That(
            () => PostgresPassageStore.Open("Host=/nowhere", new PostgresPassageStoreOptions { Schema = name }),
            Throws.InstanceOf<OptionsException>().With.Message.Contains("Schema"));
    }

    [Test]
    public void Options_out_of_range_are_refused()
    {
        Action<PostgresPassageStoreOptions>[] wrong =
        [
            o => o.Dimension = -1, o => o.Dimension = 16_001, o => o.Metric = (VectorMetric)9,
            o => o.VectorStorage = (PostgresVectorStorage)9,
            o => o.TextConfiguration = "'; DROP TABLE x", o => o.TextRank = (PostgresTextRank)9, o => o.TextNormalization = 64,
            o => o.HnswSearchSize = 0, o => o.IvfProbeCount = 0, o => o.CommandTimeout = -1,
        ];
        foreach (var change in wrong)
        {
            var options = new PostgresPassageStoreOptions();
            change(options);
            Assert.That(() => PostgresPassageStore.Open("Host=/nowhere", options), Throws.InstanceOf<OptionsException>());
        }

        Assert.That(
            OptionsValidation.Check(new PostgresVectorIndexOptions { LinkCount = 40, ConstructionSize = 64 }), Has.Count.EqualTo(1));
    }

    [Test]
    public void Connection_strings_that_are_none_are_refused_without_showing_them()
    {
        Assert.That(
            () => PostgresPassageStore.Open("Nonsense=1;Password=secret"),
            Throws.InstanceOf<PostgresConnectionException>().With.Message.Not.Contains("secret"));
    }
}
