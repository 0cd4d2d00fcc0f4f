using System.Globalization;
using Pipelines.Testing;

namespace Pipelines.Tests;

/// <summary>The suite of retrievers finds each broken promise, and nothing where none is broken.</summary>
[TestFixture]
public class RetrieverSuiteTests
{
    private static readonly Type FixtureType = SuiteRun.Concrete(typeof(FlawedConformance));

    public enum Flaw
    {
        None,
        GivesTooMany,
        GivesWorstFirst,
        GivesTiesDownwards,
        GivesTwice,
        ChangesTexts,
        GivesNaN,
        RanksBesideOthers,
        DropsBesideOthers,
        CountsItsCalls,
        KeepsOneResult,
        SharesBetweenThreads,
        RanksByCulture,
        FailsOnEmptyQueries,
        TakesAnyNumber,
        IgnoresCancellation,
        FindsNothing,
        RanksByNumberAsked,
    }

    [TestCase(Flaw.GivesTooMany, "Passages_come_best_first_and_once")]
    [TestCase(Flaw.GivesWorstFirst, "Passages_come_best_first_and_once")]
    [TestCase(Flaw.GivesTiesDownwards, "Passages_come_best_first_and_once")]
    [TestCase(Flaw.GivesTwice, "Passages_come_best_first_and_once")]
    [TestCase(Flaw.ChangesTexts, "Passages_come_best_first_and_once")]
    [TestCase(Flaw.GivesNaN, "Passages_come_best_first_and_once")]
    [TestCase(Flaw.RanksBesideOthers, "Other_queries_do_not_matter")]
    [TestCase(Flaw.DropsBesideOthers, "Each_query_has_a_list")]
    [TestCase(Flaw.CountsItsCalls, "Same_queries_find_the_same")]
    [TestCase(Flaw.KeepsOneResult, "Same_queries_find_the_same")]
    [TestCase(Flaw.SharesBetweenThreads, "Threads_search_side_by_side")]
    [TestCase(Flaw.RanksByCulture, "Culture_does_not_matter")]
    [TestCase(Flaw.FailsOnEmptyQueries, "Odd_queries_are_refused_or_searched")]
    [TestCase(Flaw.TakesAnyNumber, "Arguments_out_of_range_are_refused")]
    [TestCase(Flaw.IgnoresCancellation, "Cancelled_before_it_starts_it_does_nothing")]
    [TestCase(Flaw.FindsNothing, "Each_query_has_a_list")]
    [TestCase(Flaw.RanksByNumberAsked, "Few_are_the_first_of_many")]
    public void A_broken_promise_is_found(Flaw flaw, string test) => Assert.That(Failures(flaw), Does.Contain(test));

    [Test]
    public void A_sound_retriever_passes() => Assert.That(Failures(Flaw.None), Is.Empty);

    private static IReadOnlyList<string> Failures(Flaw flaw)
    {
        var fixture = (FlawedConformance)Activator.CreateInstance(FixtureType)!;
        fixture.Flaw = flaw;
        return SuiteRun.Failures(fixture);
    }

    /// <summary>The suite over a flawed retriever.</summary>
    public abstract class FlawedConformance : TextRetrieverConformanceTests
    {
        private static readonly string[] s_texts = ["blork crund", "crund", "dwarp flimp", "flimp blork", "crund", "gront flimp"];

        public Flaw Flaw { get; set; }

        protected override IReadOnlyDictionary<long, string> Passages => s_texts.Index().ToDictionary(p => (long)p.Index, p => p.Item);

        protected override IReadOnlyList<string> Queries => ["blork", "crund", "flimp dwarp"];

        protected override ITextRetriever CreateRetriever() => new FlawedRetriever(Flaw, s_texts);
    }

    /// <summary>Ranks by how many words a passage has of the query.</summary>
    private sealed class FlawedRetriever(Flaw flaw, string[] texts) : ITextRetriever
    {
        private readonly List<IReadOnlyList<RetrievedPassage>> _kept = [];
        private int _calls;
        private int _searching;

        public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
            IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(queries);
            if (flaw != Flaw.TakesAnyNumber)
                ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
            if (flaw != Flaw.IgnoresCancellation)
                cancellationToken.ThrowIfCancellationRequested();
            var calls = Interlocked.Increment(ref _calls);
            var isAlone = Interlocked.Increment(ref _searching) == 1;
            if (flaw == Flaw.SharesBetweenThreads)
                Thread.Sleep(2);
            var found = flaw == Flaw.KeepsOneResult ? _kept : [];
            found.Clear();
            foreach (var query in queries.Skip(flaw == Flaw.DropsBesideOthers && queries.Count > 1 ? 1 : 0))
            {
                var bonus = flaw switch
                {
                    Flaw.CountsItsCalls => calls,
                    Flaw.RanksBesideOthers => queries.Count,
                    Flaw.RanksByNumberAsked => topK,
                    Flaw.RanksByCulture => CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator == "," ? 1 : 0,
                    Flaw.SharesBetweenThreads => isAlone ? 0 : 1,
                    _ => 0,
                };
                found.Add(Find(query, topK, bonus));
            }

            Interlocked.Decrement(ref _searching);
            return found;
        }

        private List<RetrievedPassage> Find(string query, int topK, int bonus)
        {
            if (flaw == Flaw.FailsOnEmptyQueries)
                _ = query[0];
            var words = query.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var scored = texts.Select((text, id) => new RetrievedPassage(id, text, words.Count(text.Split(' ').Contains)))
                .Where(passage => passage.Score > 0)
                .Select(passage => passage with { Score = passage.Score + bonus });
            scored = flaw switch
            {
                Flaw.GivesWorstFirst => scored.OrderBy(passage => passage.Score).ThenBy(passage => passage.Id),
                Flaw.GivesTiesDownwards => scored.OrderByDescending(passage => passage.Score).ThenByDescending(passage => passage.Id),
                _ => scored.OrderByDescending(passage => passage.Score).ThenBy(passage => passage.Id),
            };
            scored = flaw switch
            {
                Flaw.GivesTwice => scored.SelectMany(passage => new[] { passage, passage }),
                Flaw.ChangesTexts => scored.Select(passage => passage with { Text = passage.Text + "." }),
                Flaw.GivesNaN => scored.Select(passage => passage with { Score = double.NaN }),
                Flaw.FindsNothing => [],
                _ => scored,
            };
            return [.. scored.Take(flaw == Flaw.GivesTooMany && topK < texts.Length ? topK + 1 : topK)];
        }
    }
}
