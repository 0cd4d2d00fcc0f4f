namespace Pipelines.Tests;

[TestFixture]
public sealed class InterleaveTests
{
    private static DataCatalog Data => Contexts.Data;

    [Test]
    public void ListsAndStreamsKeepTheirPromises([Values] InterleaveStopping stopping, [Values] bool streams)
    {
        var mixed = Data.Interleave([Part(0, 40, streams), Part(100, 90, streams), Part(300, 7, streams)], o =>
        {
            (o.Weights, o.Stopping, o.Seed) = ([2, 3, 1], stopping, 5);
            (o.SourceColumn, o.Names) = ("Task", ["a", "b", "c"]);
        });
        ViewAssert.KeepsPromises(mixed);
        Assert.That(mixed.CanShuffle, Is.EqualTo(!streams));
        Assert.That(mixed.GetRowCount(), streams ? Is.Null : Is.Positive);
        var tasks = mixed.GetColumn<string>("Task").Zip(mixed.GetColumn<int>("I4")).ToArray();
        Assert.That(tasks.Select(t => t.First), Is.EqualTo(tasks.Select(t => t.Second < 100 ? "a" : t.Second < 300 ? "b" : "c")));
    }

    [Test]
    public void ListsAndStreamsGiveTheSameRows([Values] InterleaveStopping stopping)
    {
        IReadOnlyList<string> Rows(params bool[] streams) => ViewAssert.Rows(Data.Interleave(
            [.. streams.Select((stream, i) => Part(100 * i, 20 + 9 * i, stream))],
            o => (o.Stopping, o.Temperature, o.Seed) = (stopping, 2, 9)));

        var lists = Rows(false, false, false);
        Assert.That(Rows(true, true, true), Is.EqualTo(lists));
        Assert.That(Rows(true, false, true), Is.EqualTo(lists));
    }

    [Test]
    public void TheSeedDecidesTheOrder()
    {
        IEnumerable<int> Order(int? seed) =>
            Data.Interleave([Part(0, 30, false), Part(50, 30, false)], o => o.Seed = seed).GetColumn<int>("I4");
        var three = Order(3).ToArray();
        Assert.That(Order(3), Is.EqualTo(three));
        Assert.That(Order(4), Is.Not.EqualTo(three));
        Assert.That(Order(null), Is.EqualTo(Order(Contexts.Data.Context.Seed)));
    }

    [TestCase(1.0, 0, new[] { 1000.0, 100.0 })]
    [TestCase(1.0, 200, new[] { 200.0, 100.0 })]
    [TestCase(2.0, 0, new[] { 31.6228, 10.0 })]
    [TestCase(2.0, 400, new[] { 20.0, 10.0 })]
    [TestCase(1e9, 0, new[] { 1.0, 1.0 })]
    public void SizesLimitAndTemperatureMakeTheWeights(double temperature, int limit, double[] weights)
    {
        IDataView[] views = [Part(0, 1000, false), Part(1000, 100, true)];
        var bySize = Data.Interleave(
            views, o => (o.Temperature, o.SizeLimit, o.Stopping) = (temperature, limit, InterleaveStopping.AllExhausted));
        var given = Data.Interleave(views, o => (o.Weights, o.Stopping) = (weights, InterleaveStopping.AllExhausted));
        Assert.That(bySize.GetColumn<int>("I4"), Is.EqualTo(given.GetColumn<int>("I4")));
    }

    [Test]
    public void NothingIsReadBeforeItIsAskedFor()
    {
        var reads = 0;
        var source = Data.LoadFromEnumerable(Enumerable.Range(0, 10).Where(_ => true).Select(i =>
        {
            reads++;
            return new { A = i };
        }));
        var mixed = Data.Interleave([source, source], o => o.Weights = [1, 1]);
        Assert.That(mixed.GetRowCount(), Is.Null);
        using (var cursor = mixed.GetRowCursor(mixed.Schema))
        {
            Assert.That(reads, Is.Zero);
            Assert.That(cursor.MoveNext(), Is.True);
            Assert.That(reads, Is.LessThanOrEqualTo(2));
        }
    }

    [Test]
    public void ACountIsKnownWhereTheViewsKnowTheirs()
    {
        var counted = Data.TakeRows(Part(0, 20, false), 20);
        var mixed = Data.Interleave([counted, Counted(30)], o => o.Stopping = InterleaveStopping.EveryRowOnce);
        Assert.That(mixed.GetRowCount(), Is.EqualTo(50));
        Assert.That(mixed.GetColumn<int>("I4").Count(), Is.EqualTo(50));
    }

    [Test]
    public void DisagreementIsNamed()
    {
        var view = Data.LoadFromEnumerable([new { A = 1, B = "x" }]);
        Assert.That(
            () => Data.Interleave([view, Data.LoadFromEnumerable([new { A = 1 }])]),
            Throws.TypeOf<SchemaException>().With.Message.StartsWith("Interleave: view 1").And.Message.Contains("no column 'B'"));
        Assert.That(
            () => Data.Interleave([view, view], o => o.SourceColumn = "B"),
            Throws.TypeOf<SchemaException>().With.Message.Contains("'B' already"));
        Assert.That(() => Data.Interleave([]), Throws.ArgumentException);
    }

    [Test]
    public void OptionsOutOfRangeAreRefused()
    {
        IDataView[] views = [Part(0, 3, false), Part(3, 3, false)];
        void Refused(Action<InterleaveOptions> configure, string hint) => Assert.That(
            () => Data.Interleave(views, configure), Throws.TypeOf<OptionsException>().With.Message.Contains(hint));
        Refused(o => o.Weights = [1], "1 values for 2 views");
        Refused(o => o.Weights = [1, 0], "Weights[1] is 0");
        Refused(o => o.Weights = [1, double.NaN], "Weights[1]");
        Refused(o => o.Temperature = 0, "Temperature");
        Refused(o => (o.Weights, o.Temperature) = ([1, 1], 2), "weights by size");
        Refused(o => o.SizeLimit = -1, "SizeLimit");
        Refused(o => o.Names = ["a", "b"], "SourceColumn");
        Refused(o => (o.SourceColumn, o.Names) = ("T", ["a", "a"]), "the same");
        Refused(o => (o.SourceColumn, o.Names) = ("T", ["a"]), "1 values for 2 views");
        Refused(o => o.Stopping = (InterleaveStopping)7, "Stopping");
    }

    [Test]
    public void AViewWithoutRowsIsNamed([Values] bool streams, [Values] bool bySize)
    {
        var mixed = Data.Interleave([Part(0, 3, streams), Part(3, 0, streams)], o =>
        {
            if (!bySize)
                (o.Weights, o.Stopping) = ([1, 1], InterleaveStopping.AllExhausted);
        });
        Assert.That(
            () => ViewAssert.Rows(mixed), Throws.TypeOf<PipelineException>().With.Message.Contains("view 1 (from 0) has no rows"));
    }

    private static IDataView Counted(int count) => Data.Cache(Part(100, count, false));

    private static IDataView Part(int start, int count, bool stream)
    {
        var rows = Enumerable.Range(start, count).Select(EveryKind.Number).ToList();
        return Data.LoadFromEnumerable(stream ? rows.Where(_ => true) : rows);
    }
}
