namespace Pipelines.Tests;

[TestFixture]
public sealed class LoadFromRowsTests
{
    private static readonly DataViewSchema Schema = new DataViewSchema.Builder()
        .AddColumn("Text", TextDataViewType.Instance)
        .AddColumn("Number", NumberDataViewType.Int32)
        .AddColumn("Real", NumberDataViewType.Single)
        .AddColumn("Vector", new VectorDataViewType(NumberDataViewType.Single))
        .AddColumn("Pair", new VectorDataViewType(NumberDataViewType.Int32, 2))
        .AddColumn("Texts", new VectorDataViewType(TextDataViewType.Instance))
        .ToSchema();

    private static DataCatalog Data => Contexts.Data;

    [Test]
    public void ValuesNeedNoClass()
    {
        List<object?[]> rows =
        [
            ["a", 1, 0.5f, new[] { 1f, 2f }, new[] { 1, 2 }, new[] { "x", "y" }],
            ["bc".AsMemory(), 2, null, new List<float> { 3f }, new VBuffer<int>(2, [3, 4]), null],
            [null, 3, float.NaN, null, new List<int> { 5, 6 }, new VBuffer<ReadOnlyMemory<char>>(1, ["z".AsMemory()])],
        ];
        string[] expected = ["a|1|0.5|[1 2]|[1 2]|[x y]", "bc|2|NaN|[3]|[3 4]|[]", "|3|NaN|[]|[5 6]|[z]"];
        foreach (var view in (IDataView[])[Data.LoadFromRows(Schema, rows), Data.LoadFromRows(Schema, rows.Where(_ => true))])
        {
            Assert.That(ViewAssert.Rows(view).Select(row => row.Split('|', 2)[1]), Is.EqualTo(expected));
            ViewAssert.KeepsPromises(view);
        }
    }

    [Test]
    public void AValueOfAnotherTypeIsReportedWithRowAndColumn()
    {
        Check(["a", 1L, 1f, null, new[] { 1, 2 }, null], "Number", "expected Int32, found Int64 (1)");
        Check(["a", null, 1f, null, new[] { 1, 2 }, null], "Number", "expected Int32, found null");
        Check([1, 1, 1f, null, new[] { 1, 2 }, null], "Text", "expected string");
        Check(["a", 1, 1f, new[] { 1.0 }, new[] { 1, 2 }, null], "Vector", "expected Single[]");
        Check(["a", 1, 1f, null, new[] { 1, 2, 3 }, null], "Pair", "3 items");
        Check(["a", 1, 1f, null, null, null], "Pair", "0 items");
        Check(["a", 1, 1f, null, new[] { 1, 2 }, "x"], "Texts", "expected string[]");
        Check(["a", 1], "Text", "2 values, but the schema has 6 columns");
    }

    private static void Check(object?[] row, string column, string message)
    {
        var view = Data.LoadFromRows(Schema, [["a", 1, 1f, null, new[] { 1, 2 }, null], row]);
        Assert.That(
            () => ViewAssert.Rows(view),
            Throws.TypeOf<CellException>().With.Property(nameof(CellException.Row)).EqualTo(1)
                .And.Property(nameof(CellException.Column)).EqualTo(column).And.Message.Contains(message));
    }
}
