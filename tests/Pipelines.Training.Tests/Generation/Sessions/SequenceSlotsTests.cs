using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Training.Tests;

public class SequenceSlotsTests
{
    [Test]
    public void AnyArrangementKeepsTokensAndRowsTogether() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(int, int, PositiveInt)[]>(), steps =>
        {
            const int count = 4;
            // The cache is modelled by the token that each row was written for.
            var cache = new int[count, 64];
            var slots = new SequenceSlots(count, 64);
            var expected = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
            foreach (var (first, second, token) in steps.Take(20))
            {
                for (var i = 0; i < count; i++)
                {
                    var next = (token.Get + i) % 3;
                    cache[slots[i], slots.GetLength(i)] = next;
                    slots.Append(i, [next]);
                    expected[i].Add(next);
                }

                int[] sources = [0, Math.Abs(first % count), Math.Abs(second % count), 2];
                slots.Arrange(sources, (source, target, row, rows) =>
                {
                    for (var r = row; r < row + rows; r++)
                        cache[target, r] = cache[source, r];
                });
                expected = [.. sources.Select(s => new List<int>(expected[s]))];
            }

            return Enumerable.Range(0, count).All(i =>
                slots.GetTokens(i).SequenceEqual(expected[i].ToArray())
                && Enumerable.Range(0, expected[i].Count).All(r => cache[slots[i], r] == expected[i][r]))
                && Enumerable.Range(0, count).Select(i => slots[i]).Distinct().Count() == count;
        }).QuickCheckThrowOnFailure();

    [Test]
    public void OnlyWhatDiffersIsCopied()
    {
        var slots = new SequenceSlots(2, 16);
        slots.Append(0, [1, 2, 3]);
        var copied = new List<(int Source, int Target, int First, int Count)>();
        slots.Arrange([0, 0], (s, t, f, c) => copied.Add((s, t, f, c)));
        Assert.That(copied, Is.EqualTo(new[] { (0, 1, 0, 3) }));
        slots.Append(0, [4]);
        slots.Append(1, [5]);
        copied.Clear();
        slots.Arrange([1, 0], (s, t, f, c) => copied.Add((s, t, f, c)));
        Assert.That(copied, Is.Empty, "an exchange is a renaming");
        slots.Arrange([1, 1], (s, t, f, c) => copied.Add((s, t, f, c)));
        Assert.That(copied, Is.EqualTo(new[] { (0, 1, 3, 1) }), "the common beginning is there already");
    }

    [Test]
    public void SequencesOfDifferentSourcesDoNotMix()
    {
        var slots = new SequenceSlots(4, 16, groupSize: 2);
        Assert.That(() => slots.Arrange([0, 0, 1, 3], (_, _, _, _) => { }), Throws.ArgumentException.With.Message.Contains("different sources"));
        slots.Append(2, [1]);
        slots.Arrange([0, 0, 2, 2], (_, _, _, _) => { });
        Assert.That(slots.GetLength(3), Is.EqualTo(1));
    }

    [Test]
    public void AFullSequenceSaysSo()
    {
        var slots = new SequenceSlots(1, 4);
        slots.Append(0, [1, 2, 3]);
        Assert.That(() => slots.Append(0, [1, 2]), Throws.InvalidOperationException.With.Message.Contains("3 of 4"));
        slots.Truncate(0, 2);
        slots.Append(0, [1, 2]);
        Assert.That(slots.GetTokens(0).ToArray(), Is.EqualTo(new[] { 1, 2, 1, 2 }));
    }
}
