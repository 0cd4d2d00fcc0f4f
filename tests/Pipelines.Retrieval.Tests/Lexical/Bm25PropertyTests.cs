using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Retrieval.Tests;

internal sealed class Bm25PropertyTests
{
    [TestCase(Bm25Variant.Lucene)]
    [TestCase(Bm25Variant.Robertson)]
    [TestCase(Bm25Variant.Okapi)]
    [TestCase(Bm25Variant.Bm25L)]
    [TestCase(Bm25Variant.Bm25Plus)]
    [Category("Slow")]
    public void Random_changes_saves_and_reloads_equal_a_fresh_index_and_brute_force(Bm25Variant variant) => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(), seed => Holds(variant, seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    private static bool Holds(Bm25Variant variant, int seed)
    {
        var random = new Random(seed);
        var options = new Bm25Options { Variant = variant };
        var index = new Bm25Index(options);
        var documents = new Dictionary<long, string[]>();
        for (var step = 0; step < 200; step++)
        {
            switch (random.Next(20))
            {
                case 0:
                    index = Reloaded(index);
                    break;
                case < 10:
                    var id = random.Next(-40, 200);
                    var terms = Enumerable.Range(0, random.Next(6)).Select(_ => $"t{random.Next(12)}").ToArray();
                    if (documents.TryAdd(id, terms))
                        index.Add(id, terms);
                    break;
                case < 17:
                    var gone = documents.Count == 0 ? 5000 : documents.Keys.ElementAt(random.Next(documents.Count));
                    if (index.Remove(gone) != documents.Remove(gone))
                        return false;
                    break;
                default:
                    string[] query = [$"t{random.Next(14)}", $"t{random.Next(14)}", "t0"];
                    var odd = random.Next(2) == 0;
                    Func<long, bool>? filter = odd ? id => (id & 1) != 0 : null;
                    var hits = index.Search(query, 1 + random.Next(8), filter);
                    if (!SameAsFresh(hits, options, documents, query, filter) || !SameAsBruteForce(hits, options, documents, query))
                        return false;
                    break;
            }
        }

        return index.Count == documents.Count && documents.Keys.All(index.Contains);
    }

    private static Bm25Index Reloaded(Bm25Index index)
    {
        using var file = new MemoryStream();
        index.Save(file);
        file.Position = 0;
        return Bm25Index.Load(file);
    }

    /// <summary>All hits are, to the last bit, those of an index that never saw what was removed.</summary>
    private static bool SameAsFresh(
        IReadOnlyList<SearchHit> hits, Bm25Options options, Dictionary<long, string[]> documents, string[] query, Func<long, bool>? filter)
    {
        var fresh = new Bm25Index(options);
        foreach (var (id, terms) in documents)
            fresh.Add(id, terms);
        var all = fresh.Search(query, int.MaxValue, filter);
        var ordered = all.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Id).ToList();
        return all.SequenceEqual(ordered) && hits.SequenceEqual(all.Take(hits.Count));
    }

    private static bool SameAsBruteForce(
        IReadOnlyList<SearchHit> hits, Bm25Options options, Dictionary<long, string[]> documents, string[] query) =>
        hits.All(hit => Math.Abs(hit.Score - Score(options, documents, query, documents[hit.Id])) < 1e-9);

    private static double Score(Bm25Options options, Dictionary<long, string[]> documents, string[] query, string[] document)
    {
        double n = documents.Count;
        var mean = documents.Values.Average(terms => (double)terms.Length);
        var (k1, b, delta) = (options.K1, options.B, options.Delta);
        int Frequency(string term) => documents.Values.Count(terms => terms.Contains(term));
        double Log(string term) => Math.Log((n - Frequency(term) + 0.5) / (Frequency(term) + 0.5));
        var meanLog = documents.Values.SelectMany(terms => terms).Distinct().Select(Log).DefaultIfEmpty(0).Average();
        var scale = 1 - b + (b * document.Length / mean);
        return query.Where(term => Frequency(term) > 0).Sum(term =>
        {
            double count = document.Count(t => t == term);
            var saturated = count / (count + (k1 * scale));
            var shifted = (count / scale) + delta;
            return options.Variant switch
            {
                Bm25Variant.Lucene => Math.Log(1 + ((n - Frequency(term) + 0.5) / (Frequency(term) + 0.5))) * saturated,
                Bm25Variant.Robertson => Math.Max(0, Log(term)) * saturated,
                Bm25Variant.Okapi => (Log(term) < 0 ? options.Epsilon * meanLog : Log(term)) * saturated * (k1 + 1),
                Bm25Variant.Bm25L => Math.Log((n + 1) / (Frequency(term) + 0.5)) * (k1 + 1) * shifted / (k1 + shifted),
                _ => Math.Log((n + 1) / Frequency(term)) * (delta + (saturated * (k1 + 1))),
            };
        });
    }
}
