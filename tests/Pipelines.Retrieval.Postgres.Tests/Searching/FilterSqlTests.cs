namespace Pipelines.Retrieval.Postgres.Tests;

internal sealed class FilterSqlTests
{
    private const string Attack = "a' OR 1=1; DROP TABLE x; --";

    private static IEnumerable<TestCaseData> Filters()
    {
        yield return new TestCaseData(PassageFilter.Equal("a", "b"), "(metadata @> $1)", new object[] { """{"a":"b"}""" });
        yield return new TestCaseData(PassageFilter.Equal("a", 1.5), "(metadata @> $1)", new object[] { """{"a":1.5}""" });
        yield return new TestCaseData(PassageFilter.Equal("a", "\0"), "FALSE", Array.Empty<object>());
        yield return new TestCaseData(PassageFilter.Equal("\uD800", 1), "FALSE", Array.Empty<object>());
        yield return new TestCaseData(
            PassageFilter.OneOf("a", "b", 2, "\uDC00"), "(metadata @> ANY ($1))",
            new object[] { new[] { """{"a":"b"}""", """{"a":2}""" } });
        yield return new TestCaseData(PassageFilter.OneOf("a"), "(metadata @> ANY ($1))", new object[] { Array.Empty<string>() });
        yield return new TestCaseData(
            PassageFilter.Range("a", 1, 2),
            "(CASE WHEN jsonb_typeof(metadata -> $1) = 'number' THEN TRUE AND (metadata -> $2)::double precision >= $3 "
            + "AND (metadata -> $4)::double precision <= $5 ELSE FALSE END)",
            new object[] { "a", "a", 1.0, "a", 2.0 });
        yield return new TestCaseData(
            PassageFilter.Not(PassageFilter.Any(PassageFilter.Equal("a", 1), PassageFilter.All())), "(NOT ((metadata @> $1) OR TRUE))",
            new object[] { """{"a":1}""" });
        yield return new TestCaseData(PassageFilter.Any(), "FALSE", Array.Empty<object>());
    }

    [TestCaseSource(nameof(Filters))]
    public void Names_and_values_are_parameters(PassageFilter filter, string expected, object[] values)
    {
        var sql = new SqlText();

        FilterSql.Append(sql, filter);

        Assert.That(sql.ToString(), Is.EqualTo(expected));
        Assert.That(sql.Parameters.Select(parameter => parameter.Value), Is.EqualTo(values));
    }

    [Test]
    public void Nothing_of_the_callers_stands_in_the_text()
    {
        var sql = new SqlText();

        FilterSql.Append(sql, PassageFilter.All(
            PassageFilter.Equal(Attack, Attack), PassageFilter.OneOf(Attack, Attack), PassageFilter.Range(Attack, 1)));

        Assert.That(sql.ToString(), Does.Not.Contain("DROP"));
    }

    [Test]
    public void Deep_filters_are_refused()
    {
        var filter = PassageFilter.Equal("a", 1);
        for (var i = 0; i < 100_000; i++)
            filter = PassageFilter.Not(filter);

        Assert.That(
            () => FilterSql.Append(new SqlText(), filter), Throws.InstanceOf<PassageStoreException>().With.Message.Contains("nested"));
    }

    [Test]
    public void Too_many_values_are_refused()
    {
        var filter = PassageFilter.Any([.. Enumerable.Range(0, 70_000).Select(i => PassageFilter.Equal("a", i))]);

        Assert.That(
            () => FilterSql.Append(new SqlText(), filter), Throws.InstanceOf<PassageStoreException>().With.Message.Contains("65535"));
    }
}
