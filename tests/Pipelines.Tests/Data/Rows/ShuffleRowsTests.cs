using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tests;

[TestFixture]
public sealed class ShuffleRowsTests
{
    private static DataCatalog Data => Contexts.Data;

    [Test]
    public void AShuffleIsAPermutationThatTheSeedDecides()
    {
        Prop.ForAll<int[], int, byte>((numbers, seed, pool) =>
        {
            foreach (var view in Views(numbers))
            {
                var shuffled = ViewAssert.Rows(Data.ShuffleRows(view, seed, pool + 1));
                Assert.That(shuffled, Is.EquivalentTo(ViewAssert.Rows(view)));
                Assert.That(ViewAssert.Rows(Data.ShuffleRows(view, seed, pool + 1)), Is.EqualTo(shuffled));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void EveryKindOfShuffleKeepsTheViewsPromises()
    {
        EveryKind[] rows = [.. Enumerable.Range(0, 40).Select(EveryKind.Number)];
        var list = Data.LoadFromEnumerable(rows);
        var stream = Data.LoadFromEnumerable(rows.Where(_ => true));
        foreach (var view in (IDataView[])[list, Data.FilterRows<int>(list, "I4", n => n % 3 != 0), stream, Data.Cache(stream)])
        {
            var shuffled = Data.ShuffleRows(view, 3, poolSize: 7);
            ViewAssert.KeepsPromises(shuffled);
            Assert.That(ViewAssert.Rows(shuffled), Is.EquivalentTo(ViewAssert.Rows(view)));
        }
    }

    [Test]
    public void SeedsGiveDifferentOrders()
    {
        foreach (var view in Views([.. Enumerable.Range(0, 100)]))
        {
            var orders = Enumerable.Range(0, 20).Select(seed => string.Join(' ', Data.ShuffleRows(view, seed).GetColumn<int>("Number")));
            Assert.That(orders, Is.Unique);
            var shuffled = Data.ShuffleRows(view, 1);
            Assert.That(ViewAssert.Rows(shuffled, 5), Is.Not.EqualTo(ViewAssert.Rows(shuffled)));
        }
    }

    [Test]
    public void EveryRowComesFirstAboutEquallyOften()
    {
        var view = Views([0, 1, 2, 3, 4])[0];
        var counts = new int[5];
        for (var seed = 0; seed < 5000; seed++)
            counts[Data.ShuffleRows(view, seed).GetColumn<int>("Number").First()]++;
        // Six standard deviations of a binomial (5000, 1/5).
        Assert.That(counts, Has.All.InRange(1000 - 170, 1000 + 170));
    }

    [Test]
    public void AStreamIsShuffledThroughItsPool()
    {
        const int pool = 10;
        var stream = Data.LoadFromEnumerable(Enumerable.Range(0, 1000).Select(n => new { Number = n }));
        var order = Data.ShuffleRows(stream, 1, pool).GetColumn<int>("Number").ToArray();
        Assert.That(order, Is.Not.Ordered);
        for (var i = 0; i < order.Length; i++)
            Assert.That(order[i], Is.LessThan(i + pool), "no row comes earlier than the pool reaches");
    }

    [Test]
    public void APoolLargerThanTheDataIsNoTrouble() =>
        Assert.That(Data.ShuffleRows(Views([1, 2, 3])[1], 1, int.MaxValue).GetColumn<int>("Number"), Is.EquivalentTo([1, 2, 3]));

    [Test]
    public void TheContextsSeedIsTheDefault()
    {
        var view = Views([.. Enumerable.Range(0, 50)])[0];
        Assert.That(ViewAssert.Rows(Data.ShuffleRows(view)), Is.EqualTo(ViewAssert.Rows(Data.ShuffleRows(view, Data.Context.Seed))));
    }

    [Test]
    public void APoolTakesTextOutOfTheReadersBuffer()
    {
        using var folder = new TempFolder();
        var lines = Enumerable.Range(0, 30_000).Select(i => $"line {i} {new string('x', i % 50)}").ToArray();
        var view = Data.LoadFromTextFile(folder.Write("a.txt", string.Join('\n', lines)));
        Assert.That(Data.ShuffleRows(view, 1).GetColumn<string>("Text").Order(), Is.EqualTo(lines.Order()));
    }

    [Test]
    public void AnEmptyPoolIsRefused() =>
        Assert.That(() => Data.ShuffleRows(Views([])[0], 1, 0), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static IDataView[] Views(int[] numbers)
    {
        var rows = numbers.Select(n => new { Number = n }).ToList();
        var list = Data.LoadFromEnumerable(rows);
        return [list, Data.LoadFromEnumerable(rows.Where(_ => true)), Data.FilterRows<int>(list, "Number", _ => true)];
    }
}
