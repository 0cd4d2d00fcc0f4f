using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tests;

/// <summary>Promises of mixing over random sizes, weights and seeds.</summary>
[TestFixture]
public sealed class InterleavePropertyTests
{
    private static readonly Arbitrary<Mixture> Mixtures = (
        from views in Gen.Choose(1, 5)
        from sizes in Gen.ArrayOf(Gen.Choose(1, 60), views)
        from weights in Gen.ArrayOf(Gen.Choose(1, 9), views)
        from seed in Gen.Choose(int.MinValue, int.MaxValue)
        from stopping in Gen.Elements(Enum.GetValues<InterleaveStopping>())
        from streams in Gen.Elements(true, false)
        select new Mixture(sizes, weights, seed, stopping, streams)).ToArbitrary();

    [Test]
    public void APassOfAViewLosesAndRepeatsNothingAndKeepsItsOrder() => Prop.ForAll(Mixtures, mixture =>
    {
        var rows = mixture.Rows();
        for (var view = 0; view < mixture.Sizes.Length; view++)
        {
            var own = rows.Where(r => r.View == view).Select(r => r.Row).ToArray();
            var size = mixture.Sizes[view];
            if (!own.SequenceEqual(Enumerable.Range(0, own.Length).Select(i => i % size)))
                return false;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Test]
    public void ItEndsWhereTheStrategySays() => Prop.ForAll(Mixtures, mixture =>
    {
        var rows = mixture.Rows();
        var given = mixture.Sizes.Select((_, view) => rows.Count(r => r.View == view)).ToArray();
        var last = rows[^1].View;
        return mixture.Stopping switch
        {
            InterleaveStopping.FirstExhausted =>
                given[last] == mixture.Sizes[last] && given.Where((n, i) => i != last && n >= mixture.Sizes[i]).Any() == false,
            InterleaveStopping.AllExhausted =>
                given[last] == mixture.Sizes[last] && given.Select((n, i) => n >= mixture.Sizes[i]).All(whole => whole),
            _ => given.SequenceEqual(mixture.Sizes),
        };
    }).QuickCheckThrowOnFailure();

    [Test]
    public void TheSameSeedGivesTheSameRowsInEveryView() => Prop.ForAll(
        Mixtures, mixture => mixture.Rows().SequenceEqual((mixture with { Streams = !mixture.Streams }).Rows()))
        .QuickCheckThrowOnFailure();

    [Test]
    public void ProportionsAreThoseOfTheWeights() => Prop.ForAll(Mixtures, mixture =>
    {
        // Of many rows, with none of the views near its end.
        const int Count = 4000;
        var many = mixture with { Sizes = [.. mixture.Sizes.Select(_ => Count)], Stopping = InterleaveStopping.AllExhausted };
        var rows = many.Rows(Count);
        var total = (double)mixture.Weights.Sum();
        return mixture.Weights.Select((weight, view) =>
        {
            var share = weight / total;
            var given = rows.Count(r => r.View == view);
            return Math.Abs(given - share * Count) <= 6 * Math.Sqrt(Count * share * (1 - share)) + 1e-9;
        }).All(near => near);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    public sealed record Mixture(int[] Sizes, int[] Weights, int Seed, InterleaveStopping Stopping, bool Streams)
    {
        public (int View, int Row)[] Rows(int most = int.MaxValue)
        {
            var views = Sizes.Select((size, view) =>
            {
                var rows = Enumerable.Range(0, size).Select(row => new { View = view, Row = row }).ToList();
                return Contexts.Data.LoadFromEnumerable(Streams ? rows.Where(_ => true) : rows);
            }).ToArray();
            var mixed = Contexts.Data.Interleave(
                views, o => (o.Weights, o.Seed, o.Stopping) = ([.. Weights.Select(w => (double)w)], Seed, Stopping));
            var taken = Contexts.Data.TakeRows(mixed, most);
            return [.. taken.GetColumn<int>("View").Zip(taken.GetColumn<int>("Row"))];
        }
    }
}
