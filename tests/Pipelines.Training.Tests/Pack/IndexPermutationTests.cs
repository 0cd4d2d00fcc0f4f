using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Training.Tests;

public class IndexPermutationTests
{
    [Test]
    public void EveryIndexComesOnce() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(PositiveInt Count, int Seed)>(), input =>
        {
            var count = Math.Min(input.Count.Get, 5000);
            var order = new IndexPermutation(count, input.Seed);
            var seen = new bool[count];
            for (var i = 0; i < count; i++)
                seen[order[i]] = true;
            return Array.TrueForAll(seen, s => s);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void ShufflesAndDiffersBySeed()
    {
        var first = Enumerable.Range(0, 1000).Select(i => new IndexPermutation(1000, 1)[i]).ToArray();
        var second = Enumerable.Range(0, 1000).Select(i => new IndexPermutation(1000, 2)[i]).ToArray();
        Assert.That(first.Zip(second).Count(p => p.First == p.Second), Is.LessThan(20));
        Assert.That(Enumerable.Range(0, 1000).Count(i => first[i] == i), Is.LessThan(20));
    }

    [Test]
    public void WorksBeyondThirtyTwoBits()
    {
        const long Count = 5_000_000_000;
        var order = new IndexPermutation(Count, 3);
        for (var i = Count - 1000; i < Count; i++)
            Assert.That(order[i], Is.InRange(0, Count - 1));
    }
}
