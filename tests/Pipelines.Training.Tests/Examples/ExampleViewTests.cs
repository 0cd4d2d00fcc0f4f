using Pipelines.Testing;

namespace Pipelines.Training.Tests;

/// <summary>Batches of like length: what they save, and what they must not change.</summary>
public class ExampleViewTests
{
    private const int Count = 603;
    private const int BatchSize = 8;

    private ExampleStore _store = null!;

    [OneTimeSetUp]
    public void Create()
    {
        var random = new Random(4);
        int[][] rows = [.. Enumerable.Range(0, Count).Select(i => Enumerable.Repeat(i + 1, random.Next(2, 200)).ToArray())];
        int[][] masks = [.. rows.Select(row => row.Select((_, i) => i > 0 ? 1 : 0).ToArray())];
        _store = ExampleStore.Read(new TestView().Add(ColumnNames.Tokens, rows).Add(ColumnNames.LossMask, masks), new ExampleSettings(200));
    }

    [OneTimeTearDown]
    public void Delete() => _store.Dispose();

    [Test]
    public void EveryExampleComesOnceAPassInAnOrderThatTheSeedDecides()
    {
        var view = ExampleView.OneARow(_store, BatchSize);
        var first = Order(view, 1);

        Assert.That(first, Is.EquivalentTo(Enumerable.Range(1, Count)));
        Assert.That(Order(view, 1), Is.EqualTo(first));
        Assert.That(Order(ExampleView.OneARow(_store, BatchSize), 1), Is.EqualTo(first));
        Assert.That(Order(view, 2), Is.Not.EqualTo(first));
        Assert.That(Order(view, null), Is.EqualTo(Enumerable.Range(1, Count)));
    }

    [Test]
    public void CursorsOfASetReadTheSameOrderInParts()
    {
        var view = ExampleView.OneARow(_store, BatchSize);
        var parts = view.GetRowCursorSet([view.Schema[ColumnNames.InputIds]], 3, 1);
        Assert.That(parts.SelectMany(Read), Is.EqualTo(Order(view, 1)));
    }

    [Test]
    public void BatchesHoldRowsOfLikeLengthSoThatLittleIsPadding()
    {
        var bucketed = Padding(ExampleView.OneARow(_store, BatchSize));
        var mixed = Padding(ExampleView.OneARow(_store, 1));

        Assert.That(bucketed, Is.LessThan(0.1), $"{bucketed:P1} of the tokens pad; unsorted it were {mixed:P1}");
        Assert.That(mixed, Is.GreaterThan(0.3));
    }

    [Test]
    public void LongAndShortBatchesComeMixed()
    {
        var order = Order(ExampleView.OneARow(_store, BatchSize), 1);
        var means = order.Chunk(BatchSize).Select(batch => batch.Average(id => _store.Length(id - 1))).ToArray();
        var rising = means.Zip(means.Skip(1), (a, b) => b > a).Count(rises => rises);
        Assert.That(rising, Is.InRange(means.Length / 4, 3 * means.Length / 4));
    }

    // What would have to be computed for nothing.
    private static double Padding(ExampleView view)
    {
        using var reader = new TokenBatchReader(view, new TrainingColumns(), BatchSize, 7);
        var batch = new TokenBatch();
        long all = 0;
        long real = 0;
        while (reader.ReadInPass(batch))
        {
            all += batch.RowCount * batch.Length;
            real += batch.InputIds.ToArray().Count(id => id != 0);
        }

        return 1 - ((double)real / all);
    }

    private static List<int> Order(ExampleView view, int? seed)
    {
        return Read(view.GetRowCursor([view.Schema[ColumnNames.InputIds]], seed));
    }

    private static List<int> Read(DataViewRowCursor cursor)
    {
        using var rows = cursor;
        var getter = rows.GetGetter<VBuffer<int>>(rows.Schema[ColumnNames.InputIds]);
        VBuffer<int> ids = default;
        var order = new List<int>();
        while (rows.MoveNext())
        {
            getter(ref ids);
            order.Add(ids.GetValues()[0]);
        }

        return order;
    }
}
