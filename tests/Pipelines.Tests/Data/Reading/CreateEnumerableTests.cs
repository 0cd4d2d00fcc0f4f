namespace Pipelines.Tests;

[TestFixture]
public sealed class CreateEnumerableTests
{
    private static DataCatalog Data => Contexts.Data;

    [Test]
    public void ObjectsComeBackAsTheyWent([Values] bool reuse)
    {
        EveryKind[] rows = [.. Enumerable.Range(1, 30).Select(EveryKind.Number)];
        var view = Data.LoadFromEnumerable(rows);
        var count = 0;
        foreach (var row in Data.CreateEnumerable<EveryKind>(view, reuse))
        {
            var again = ViewAssert.Rows(Data.LoadFromEnumerable([row])).Single();
            Assert.That(again, Is.EqualTo(ViewAssert.Rows(Data.LoadFromEnumerable([rows[count]])).Single()));
            Assert.That(row.MaybeR4, Is.EqualTo(rows[count].MaybeR4));
            count++;
        }

        Assert.That(count, Is.EqualTo(rows.Length));
    }

    [Test]
    public void TheObjectsMayBeKept()
    {
        EveryKind[] rows = [.. Enumerable.Range(1, 10).Select(EveryKind.Number)];
        var kept = Data.CreateEnumerable<EveryKind>(Data.LoadFromEnumerable(rows)).ToList();
        Assert.That(ViewAssert.Rows(Data.LoadFromEnumerable(kept)), Is.EqualTo(ViewAssert.Rows(Data.LoadFromEnumerable(rows))));
    }

    [Test]
    public void OneObjectIsReusedWhereAskedFor()
    {
        var view = Data.LoadFromEnumerable(Enumerable.Range(1, 3).Select(EveryKind.Number).ToList());
        Assert.That(Data.CreateEnumerable<EveryKind>(view, reuseRowObject: true).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Data.CreateEnumerable<EveryKind>(view).Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void RecordsStructsAndFieldsAreMade()
    {
        PassageRow[] records = [new("1", "one", 1), new("2", "two", 2)];
        Assert.That(Data.CreateEnumerable<PassageRow>(Data.LoadFromEnumerable(records)), Is.EqualTo(records));
        Assert.That(Data.CreateEnumerable<PassageRow>(Data.LoadFromEnumerable(records), reuseRowObject: true), Is.EqualTo(records));
        PointRow[] points = [new(1, 2), new(3, 4)];
        Assert.That(Data.CreateEnumerable<PointRow>(Data.LoadFromEnumerable(points)), Is.EqualTo(points));
        FieldsRow[] fields = [new() { Number = 1, Name = "a" }];
        Assert.That(Data.CreateEnumerable<FieldsRow>(Data.LoadFromEnumerable(fields)), Is.EqualTo(fields));
    }

    [Test]
    public void AMissingColumnIsAnErrorUnlessIgnored()
    {
        var view = Data.LoadFromEnumerable([new { Id = "1", Txt = "one" }]);
        Assert.That(
            () => Data.CreateEnumerable<PassageRow>(view),
            Throws.TypeOf<SchemaException>().With.Message.Contains("'Text'").And.Message.Contains("Did you mean 'Txt'"));
        Assert.That(Data.CreateEnumerable<PassageRow>(view, ignoreMissingColumns: true), Is.EqualTo([new PassageRow("1", null!, 0)]));
    }

    [Test]
    public void AnotherTypeIsAnErrorThatNamesBoth()
    {
        var view = Data.LoadFromEnumerable([new { X = "1", Y = 2.0 }]);
        Assert.That(
            () => Data.CreateEnumerable<PointRow>(view),
            Throws.TypeOf<SchemaException>().With.Message.Contains("Text").And.Message.Contains("Int32"));
    }

    [Test]
    public void AClassThatCannotBeMadeIsRefused() =>
        Assert.That(
            () => Data.CreateEnumerable<NoWayIn>(Data.LoadFromEnumerable([new { X = 1 }])),
            Throws.TypeOf<SchemaException>().With.Message.Contains(nameof(NoWayIn)).And.Message.Contains("constructor"));

    [Test]
    public void ComputedMembersAreLeftAlone()
    {
        var view = Data.LoadFromEnumerable([new { Width = 2, Height = 3 }]);
        var box = Data.CreateEnumerable<Box>(view).Single();
        Assert.That(box.Area, Is.EqualTo(6));
    }

    [Test]
    public void AColumnIsReadAsStringsNumbersArraysAndLists()
    {
        var view = Data.LoadFromEnumerable(Enumerable.Range(1, 3).Select(EveryKind.Number).ToList());
        Assert.That(view.GetColumn<string>("text.slice"), Is.EqualTo(["slice", "slice", "slice"]));
        Assert.That(view.GetColumn<int>("I4"), Is.EqualTo([1, 2, 3]));
        Assert.That(view.GetColumn<int?>("I4"), Is.EqualTo(new int?[] { 1, 2, 3 }));
        Assert.That(view.GetColumn<float?>("MaybeR4"), Is.EqualTo(new float?[] { 1, null, 3 }));
        Assert.That(view.GetColumn<int[]>("Pair"), Is.EqualTo(new int[][] { [1, 2], [2, 3], [3, 4] }));
        Assert.That(view.GetColumn<List<int>>("Pair").Last(), Is.EqualTo([3, 4]));
        Assert.That(view.GetColumn<string[]>("Texts").Last(), Is.EqualTo(["a3", "b"]));
        Assert.That(view.GetColumn<VBuffer<int>>("Pair").Select(p => p.GetItemOrDefault(1)).ToArray(), Is.EqualTo([2, 3, 4]));
        Assert.That(view.GetColumn<ReadOnlyMemory<char>>("Text").Select(t => t.ToString()), Is.EqualTo(["text 1", "text 2", "text 3"]));
        Assert.That(() => view.GetColumn<int>("Text"), Throws.TypeOf<SchemaException>());
        Assert.That(() => view.GetColumn<int>("Missing"), Throws.TypeOf<SchemaException>().With.Message.Contains("Missing"));
        Assert.That(() => view.GetColumn<Guid>("Text"), Throws.TypeOf<SchemaException>().With.Message.Contains("Guid"));
    }

    [Test]
    public void TextThatIsKeptSurvivesTheReadersBuffer()
    {
        using var folder = new TempFolder();
        var lines = Enumerable.Range(0, 50_000).Select(i => $"line {i}").ToArray();
        var view = Data.LoadFromTextFile(folder.Write("a.txt", string.Join('\n', lines)));
        Assert.That(view.GetColumn<ReadOnlyMemory<char>>("Text").ToArray().Select(t => t.ToString()), Is.EqualTo(lines));
    }

    private sealed class NoWayIn(string other)
    {
        public int X { get; } = other.Length;
    }

    private sealed class Box
    {
        public int Width { get; set; }

        public int Height { get; init; }

        public int Area => Width * Height;
    }
}
