namespace Pipelines.Tests;

[TestFixture]
public sealed class LoadFromJsonArrayTests
{
    private TempFolder _folder = null!;

    private static DataCatalog Data => Contexts.Data;

    [SetUp]
    public void SetUp() => _folder = new TempFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("""[{"X":1,"Y":2},{"X":3,"Y":4.5}]""")]
    [TestCase("\uFEFF \r\n[ \n {\"Y\": 2,\n \"X\": 1}\n , \n\t{\"X\": 3, \"Y\": 4.5} ] \n")]
    public void AnArrayOfObjectsIsRows(string json)
    {
        var path = _folder.Write("a.json", json);
        Assert.That(
            Data.CreateEnumerable<PointRow>(Data.LoadFromJsonArray<PointRow>(path)),
            Is.EqualTo([new PointRow(1, 2), new PointRow(3, 4.5)]));
        Assert.That(Data.LoadFromJsonArray(path).GetColumn<int>("X"), Is.EqualTo([1, 3]));
        ViewAssert.KeepsPromises(Data.LoadFromJsonArray(path));
    }

    [TestCase("[]")]
    [TestCase(" [ ] ")]
    public void AnEmptyArrayHasNoRows(string json) =>
        Assert.That(ViewAssert.Rows(Data.LoadFromJsonArray<PointRow>(_folder.Write("a.json", json))), Is.Empty);

    [TestCase("", 1, "empty")]
    [TestCase("{\"X\": 1}", 1, "LoadFromJsonLines")]
    [TestCase("[{\"X\": 1}", 1, "ends after 1 rows")]
    [TestCase("[\n{\"X\": 1},\n{\"X\": 2", 3, "ends after 1 rows")]
    [TestCase("[\n{\"X\": 1},\n]", 3, "comma")]
    [TestCase("[{\"X\": 1} {\"X\": 2}]", 1, "no comma")]
    [TestCase("[\n1]", 2, "row 0 is not an object")]
    [TestCase("[{\"X\": 1}]\n[]", 2, "after the end")]
    [TestCase("[{\"X\": 1},\n {\"X\": 1,\n  oops}]", 3, "not valid JSON")]
    public void WhatIsNoArrayOfObjectsIsReportedWithItsLine(string json, int line, string message) =>
        Assert.That(
            () => Data.LoadFromJsonArray(_folder.Write("a.json", json)),
            Throws.TypeOf<DataFormatException>().With.Property(nameof(DataFormatException.Line)).EqualTo(line)
                .And.Message.Contains(message));

    [Test]
    public void AValueOfAnotherKindIsReportedWhereItIs()
    {
        var path = _folder.Write("a.json", "[{\"X\": 1, \"Y\": 0}, {\"X\": 2, \"Y\": 0},\n   {\"Y\": 0,\n    \"X\": \"three\"}]");
        var oneLine = _folder.Write("b.json", "[{\"X\": 1, \"Y\": 0, \"T\": \"ééé\"}, {\"X\": \"é\"}]");
        Assert.That(
            () => ViewAssert.Rows(Data.LoadFromJsonArray<PointRow>(oneLine)),
            Throws.TypeOf<CellException>().With.Message.Contains("row 1, column 'X': line 1, character 38: "));
        Assert.That(
            () => ViewAssert.Rows(Data.LoadFromJsonArray<PointRow>(path)),
            Throws.TypeOf<CellException>().With.Message.Contains("row 2, column 'X': line 3, character 10: ")
                .And.Message.Contains("\"three\""));
    }

    [Test]
    public void ObjectsMayLieAcrossBuffers()
    {
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => new string((char)('a' + (i % 26)), i * 37)), new string('z', 300_000)];
        var path = _folder.Write("a.json", $"[{string.Join(",\n", texts.Select(t => $$"""{"text": "{{t}}"}"""))}]");
        Assert.That(Data.LoadFromJsonArray(path).GetColumn<string>("text"), Is.EqualTo(texts));
        Assert.That(
            () => Data.LoadFromJsonArray(path, o => (o.MaximumRowLength, o.InferenceRows) = (1000, 1000)),
            Throws.TypeOf<DataFormatException>().With.Message.Contains("MaximumRowLength"));
    }
}
