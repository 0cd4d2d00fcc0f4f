namespace Pipelines.Tests;

[TestFixture]
public sealed class PreviewTests
{
    private static DataCatalog Data => Contexts.Data;

    [Test]
    public void TheFirstRowsAreObjects()
    {
        var preview = Data.LoadFromEnumerable(Enumerable.Range(0, 10).Select(EveryKind.Number).ToList()).Preview(3);
        Assert.That(preview.Rows, Has.Count.EqualTo(3));
        Assert.That(preview.HasMoreRows, Is.True);
        var text = preview.Columns.Select((c, i) => (c.Name, i)).First(c => c.Name == "Text").i;
        Assert.That(preview.Rows.Select(row => row[text]), Is.EqualTo(["text 0", "text 1", "text 2"]));
        var pair = preview.Columns.Select((c, i) => (c.Name, i)).First(c => c.Name == "Pair").i;
        Assert.That(preview.Rows[2][pair], Is.EqualTo((int[])[2, 3]));
    }

    [Test]
    public void ItIsATableToLookAt()
    {
        var view = Data.LoadFromEnumerable(
        [
            new { Text = "one\ntwo", Score = 0.5f, Ids = new[] { 1, 2, 3, 4, 5, 6, 7 } },
            new { Text = new string('x', 100), Score = 12f, Ids = Array.Empty<int>() },
        ]);
        Assert.That(view.Preview().ToString(), Is.EqualTo(
            """
            Text                                     | Score | Ids
            -----------------------------------------+-------+------------------------------
            one\ntwo                                 |   0.5 | [1, 2, 3, 4, 5, 6, … 7 items]
            xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… |    12 | []
            2 rows
            """));
        Assert.That(view.Preview(1).ToString(), Does.EndWith("1 row, and more"));
        Assert.That(view.Preview(0).Rows, Is.Empty);
    }

    [Test]
    public void HiddenColumnsAreNotShown()
    {
        var schema = new DataViewSchema.Builder()
            .AddColumn("A", NumberDataViewType.Int32)
            .AddColumn("A", TextDataViewType.Instance)
            .ToSchema();
        var preview = Data.LoadFromRows(schema, [[1, "shown"]]).Preview();
        Assert.That(preview.Rows.Single(), Is.EqualTo(new object[] { "shown" }));
    }
}
