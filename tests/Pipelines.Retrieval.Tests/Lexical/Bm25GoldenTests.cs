using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Retrieval.Tests;

[Category("Golden")]
internal sealed class Bm25GoldenTests
{
    [TestCaseSource(nameof(Cases))]
    public void Scores_are_those_of_the_reference(GoldenCase golden)
    {
        var documents = TokenLists(golden.Get("documents"));
        var queries = TokenLists(golden.Get("queries"));
        var tolerance = golden.Get("suggested_abs_tolerance").GetDouble();
        Assert.Multiple(() =>
        {
            foreach (var result in golden.Get("results").EnumerateObject())
            {
                var index = Build(Options(result), documents);
                var expected = GoldenNumbers.Doubles(result.Value.GetProperty("scores [query, document]"));
                long[] all = [.. Enumerable.Range(0, documents.Count).Select(i => (long)i)];
                for (var query = 0; query < queries.Count; query++)
                {
                    var actual = index.Score(queries[query], all);

                    // The reference was not called for a query without a known word, and its zeros stand there.
                    var known = queries[query].Any(term => documents.Any(document => document.Contains(term)));
                    for (var document = 0; document < documents.Count; document++)
                    {
                        Assert.That(
                            known ? actual[document] : 0, Is.EqualTo(expected[(query * documents.Count) + document]).Within(tolerance),
                            $"{result.Name}, query {query}, document {document}");
                    }
                }
            }
        });
    }

    private static IEnumerable<TestCaseData> Cases() =>
        GoldenCase.Find("bm25-", golden => golden.Has("results") && golden.Has("documents"));

    private static List<List<string>> TokenLists(JsonElement lists) =>
        [.. lists.EnumerateArray().Select(list => list.EnumerateArray().Select(token => token.GetString()!).ToList())];

    private static Bm25Options Options(JsonProperty result)
    {
        var settings = result.Value.GetProperty("settings");
        double Setting(string name, double other) => settings.TryGetProperty(name, out var value) ? value.GetDouble() : other;
        return new Bm25Options
        {
            Variant = string.Join(' ', result.Name.Split(' ').Take(2)) switch
            {
                "rank_bm25 Okapi" => Bm25Variant.Okapi,
                "rank_bm25 L" => Bm25Variant.RankBm25L,
                "rank_bm25 Plus" or "bm25s bm25+" => Bm25Variant.Bm25Plus,
                "bm25s lucene" => Bm25Variant.Lucene,
                "bm25s robertson" => Bm25Variant.Robertson,
                "bm25s atire" => Bm25Variant.Atire,
                "bm25s bm25l" => Bm25Variant.Bm25L,
                var other => throw new JsonException($"The case has results of '{other}', which is not known."),
            },
            K1 = settings.GetProperty("k1").GetDouble(),
            B = settings.GetProperty("b").GetDouble(),
            Delta = Setting("delta", 0.5),
            Epsilon = Setting("epsilon", 0.25),
        };
    }

    private static Bm25Index Build(Bm25Options options, List<List<string>> documents)
    {
        var index = new Bm25Index(options);
        for (var i = 0; i < documents.Count; i++)
            index.Add(i, documents[i]);
        return index;
    }
}
