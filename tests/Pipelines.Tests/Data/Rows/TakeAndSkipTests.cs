using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tests;

[TestFixture]
public sealed class TakeAndSkipTests
{
    [Test]
    public void TakenAndSkippedRowsAreAllRows()
    {
        Prop.ForAll<int[], int>((numbers, count) =>
        {
            count = Math.Abs(count);
            foreach (var view in Views(numbers))
            {
                var taken = Contexts.Data.TakeRows(view, count);
                var rest = Contexts.Data.SkipRows(view, count);
                Assert.That(ViewAssert.Rows(taken), Has.Count.EqualTo(Math.Min(count, numbers.Length)));
                Assert.That(ViewAssert.Rows(taken).Concat(ViewAssert.Rows(rest)), Is.EqualTo(ViewAssert.Rows(view)));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void BothKeepTheViewsPromises()
    {
        foreach (var view in Views([.. Enumerable.Range(0, 40)]))
        {
            ViewAssert.KeepsPromises(Contexts.Data.TakeRows(view, 17));
            ViewAssert.KeepsPromises(Contexts.Data.SkipRows(view, 17));
            ViewAssert.KeepsPromises(Contexts.Data.TakeRows(Contexts.Data.SkipRows(view, 10), 5));
        }
    }

    [Test]
    public void PartOfAListStillShufflesAndCounts()
    {
        var part = Contexts.Data.SkipRows(Contexts.Data.TakeRows(Views([1, 2, 3, 4, 5])[0], 4), 1);
        Assert.That(part.CanShuffle, Is.True);
        Assert.That(part.GetRowCount(), Is.EqualTo(3));
        Assert.That(part.GetColumn<int>("Number"), Is.EqualTo([2, 3, 4]));
    }

    [Test]
    public void ANegativeCountIsRefused()
    {
        Assert.That(() => Contexts.Data.TakeRows(Views([])[0], -1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Contexts.Data.SkipRows(Views([])[0], -1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static IDataView[] Views(int[] numbers)
    {
        var rows = numbers.Select(n => new { Number = n }).ToList();
        return [Contexts.Data.LoadFromEnumerable(rows), Contexts.Data.LoadFromEnumerable(rows.Where(_ => true))];
    }
}
