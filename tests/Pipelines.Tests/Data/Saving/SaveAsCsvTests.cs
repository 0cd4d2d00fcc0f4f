using System.Text;

namespace Pipelines.Tests;

[TestFixture]
public sealed class SaveAsCsvTests
{
    private static DataCatalog Data => Contexts.Data;

    [Test]
    public void RowsComeBackAsTheyWent([Values(',', '\t', ';')] char separator)
    {
        using var folder = new TempFolder();
        var rows = Enumerable.Range(0, 30).Select(i => new
        {
            Text = i % 3 == 0 ? "" : $"a{separator} \"b\"\r\n{i} é😀 ",
            Number = -i,
            Maybe = i % 4 == 0 ? (double?)null : i / 3.0,
            Single = i / 7f,
            Flag = i % 2 == 0,
            Date = new DateTime(2020, 1, 1, 10, 0, 0, DateTimeKind.Utc).AddTicks(i),
            Moment = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.FromHours(-3)),
            Duration = TimeSpan.FromSeconds(i + 0.5),
            Id = new DataViewRowId((ulong)i, ulong.MaxValue),
        }).ToList();
        var view = Data.LoadFromEnumerable(rows);
        var path = folder.File("a.csv");
        Data.SaveAsCsv(view, path, separator);
        Assert.That(
            ViewAssert.Rows(Data.LoadFromCsv(path, o => (o.Schema, o.Separator) = (view.Schema, separator))),
            Is.EqualTo(ViewAssert.Rows(view)));
    }

    [Test]
    public void TheHeaderNamesTheColumns()
    {
        using var stream = new MemoryStream();
        Data.SaveAsCsv(Data.LoadFromEnumerable([new { A = 1, B = "x,y", C = float.NaN }]), stream);
        Assert.That(Encoding.UTF8.GetString(stream.ToArray()), Is.EqualTo("A,B,C\n1,\"x,y\",\n"));
    }

    [Test]
    public void VectorsAreRefusedAndNothingIsWritten()
    {
        using var folder = new TempFolder();
        Assert.That(
            () => Data.SaveAsCsv(Data.LoadFromEnumerable([new { V = new[] { 1, 2 } }]), folder.File("a.csv")),
            Throws.TypeOf<SchemaException>().With.Message.Contains("'V'"));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.Empty);
    }
}
