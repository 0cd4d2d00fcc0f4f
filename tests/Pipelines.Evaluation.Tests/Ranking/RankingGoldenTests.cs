using System.Globalization;
using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Evaluation.Tests;

/// <summary>The measures of trec_eval, ml_metrics and scikit-learn: each that a case has.</summary>
[Category("Golden")]
internal sealed class RankingGoldenTests
{
    private const double Tolerance = 1e-9;

    [TestCaseSource(nameof(Runs))]
    public void QueriesAreScoredAsByTrecEval(GoldenCase golden)
    {
        foreach (var (section, level) in (ReadOnlySpan<(string, int)>)[("trec_eval", 1), ("trec_eval_complete_rel_info_wanted_c", 1), ("trec_eval_level_2_l2", 2)])
        {
            if (!golden.TryGet(section, out var queries))
                continue;
            var scored = new Dictionary<string, Dictionary<string, double>>();
            foreach (var query in queries.EnumerateObject().Where(q => q.Name != "all"))
            {
                var run = new Query(golden, query.Name, level);
                scored[query.Name] = query.Value.EnumerateObject().ToDictionary(m => m.Name, m => run.Score(m.Name));
                foreach (var expected in query.Value.EnumerateObject())
                    Assert.That(scored[query.Name][expected.Name], Is.EqualTo(expected.Value.GetDouble()).Within(Tolerance), $"{section} {query.Name} {expected.Name}");
            }

            // Means are over queries with a ranking and judgements; with -c over all that were judged, those without a ranking as 0.
            double count = section.EndsWith("_c", StringComparison.Ordinal)
                ? golden.Get("qrels").EnumerateObject().Count()
                : scored.Count;
            foreach (var expected in queries.GetProperty("all").EnumerateObject())
            {
                if (expected.Name == "num_q")
                {
                    Assert.That(count, Is.EqualTo(expected.Value.GetDouble()));
                    continue;
                }

                var sum = scored.Values.Sum(s => s[expected.Name]);
                var value = expected.Name.StartsWith("num_", StringComparison.Ordinal) ? sum : sum / count;
                Assert.That(value, Is.EqualTo(expected.Value.GetDouble()).Within(Tolerance), $"{section} all {expected.Name}");
            }
        }
    }

    [TestCaseSource(nameof(Kaggle))]
    public void MeansOfAveragePrecisionsAreKaggles(GoldenCase golden)
    {
        if (golden.TryGet("kaggle", out var several))
        {
            IReadOnlySet<int>[] actual = [.. Lists(several.GetProperty("actual")).Select(a => a.ToHashSet())];
            var predicted = Lists(several.GetProperty("predicted"));
            foreach (var expected in several.GetProperty("apk").EnumerateObject())
            {
                var k = int.Parse(expected.Name, CultureInfo.InvariantCulture);
                var scores = predicted.Zip(actual, (p, a) => RankingMetrics.AveragePrecisionAt(p, a, k));
                Assert.That(scores, Is.EqualTo(expected.Value.EnumerateArray().Select(v => v.GetDouble())).Within(Tolerance), $"apk {k}");
            }

            foreach (var expected in several.GetProperty("mapk").EnumerateObject())
            {
                var k = int.Parse(expected.Name, CultureInfo.InvariantCulture);
                Assert.That(RankingMetrics.MeanAveragePrecisionAt(predicted, actual, k), Is.EqualTo(expected.Value.GetDouble()).Within(Tolerance), $"mapk {k}");
            }
        }

        if (golden.TryGet("kaggle_map3_one_label", out var one))
        {
            int[] labels = [.. one.GetProperty("label").EnumerateArray().Select(v => v.GetInt32())];
            var top = Lists(one.GetProperty("top3"));
            Assert.That(RankingMetrics.MeanAveragePrecisionAt(top, labels, 3), Is.EqualTo(one.GetProperty("mapk_3").GetDouble()).Within(Tolerance));
            using var context = PipelineContext.Create(p => p.AddEvaluation());
            var rows = context.Data.LoadFromEnumerable(labels.Zip(top, (label, ranking) => new Row(label, ranking)));
            var result = context.Evaluation.MeanAveragePrecision(rows, 3, "Label", "Top");
            Assert.That(result.Rows, Is.EqualTo(one.GetProperty("apk_3").EnumerateArray().Select(v => v.GetDouble())).Within(Tolerance));
            Assert.That(result.Value, Is.EqualTo(one.GetProperty("mapk_3").GetDouble()).Within(Tolerance));
        }
    }

    [TestCaseSource(nameof(Scored))]
    public void ScoredLabelsAreRankedAsByScikitLearn(GoldenCase golden)
    {
        var gains = Rows(golden.Get("scikit_learn/y_true"));
        var binary = Rows(golden.Get("scikit_learn/y_binary")).Select(r => r.Select(v => v > 0).ToArray()).ToArray();
        var compared = 0;
        foreach (var expected in golden.Get("scikit_learn").EnumerateObject().Where(e => e.Value.ValueKind == JsonValueKind.Number))
        {
            var words = expected.Name.Split(' ');
            var scores = Rows(golden.Get($"scikit_learn/y_score_{words[1]}"));
            var k = words.Length > 2 && words[2] != "k=None" ? int.Parse(words[2][2..], CultureInfo.InvariantCulture) : int.MaxValue;
            // Without averaging, scikit-learn orders equal scores by the higher index first.
            var ignoresTies = words[^1] == "ignore_ties=True";
            var value = Enumerable.Range(0, scores.Length).Average(i => words[0] switch
            {
                "ndcg" when ignoresTies => GainMetrics.NormalizedDiscountedCumulativeGain(Order(scores[i]), Gains(gains[i]), k),
                "dcg" when ignoresTies => GainMetrics.DiscountedCumulativeGain(Order(scores[i]), Gains(gains[i]), k),
                "ndcg" => GainMetrics.NormalizedDiscountedCumulativeGain(scores[i], gains[i], k),
                "dcg" => GainMetrics.DiscountedCumulativeGain(scores[i], gains[i], k),
                "label_ranking_average_precision" => LabelRankingMetrics.AveragePrecision(scores[i], binary[i]),
                "coverage_error" => LabelRankingMetrics.CoverageError(scores[i], binary[i]),
                "label_ranking_loss" => LabelRankingMetrics.Loss(scores[i], binary[i]),
                _ => throw new InvalidOperationException($"What is {expected.Name}?"),
            });
            Assert.That(value, Is.EqualTo(expected.Value.GetDouble()).Within(Tolerance), expected.Name);
            compared++;
        }

        Assert.That(compared, Is.Positive);
    }

    private static IEnumerable<TestCaseData> Runs() => GoldenCase.Find("rank-metrics-", golden => golden.Has("trec_eval") && golden.Has("run"));

    private static IEnumerable<TestCaseData> Kaggle() =>
        GoldenCase.Find("rank-metrics-", golden => golden.Has("kaggle") || golden.Has("kaggle_map3_one_label"));

    private static IEnumerable<TestCaseData> Scored() => GoldenCase.Find("rank-metrics-", golden => golden.Has("scikit_learn"));

    private static int[] Order(double[] scores) => ScoreOrder.Descending(scores, RankingTies.HigherIndexFirst);

    private static Dictionary<int, double> Gains(double[] gains) => Enumerable.Range(0, gains.Length).ToDictionary(i => i, i => gains[i]);

    private static int[][] Lists(JsonElement lists) => [.. lists.EnumerateArray().Select(l => l.EnumerateArray().Select(v => v.GetInt32()).ToArray())];

    private static double[][] Rows(JsonElement tensor) =>
        [.. tensor.GetProperty("data").EnumerateArray().Select(v => v.GetDouble()).Chunk(GoldenCase.Extents(tensor)[1])];

    private sealed record Row(int Label, int[] Top);

    private sealed class Query
    {
        private readonly string[] _ranking;
        private readonly Dictionary<string, double> _gains;
        private readonly HashSet<string> _relevant;
        private readonly HashSet<string> _irrelevant;

        public Query(GoldenCase golden, string name, int level)
        {
            _ranking = golden.TryGet($"run/{name}", out var run)
                ? ScoreOrder.AsTrecEval(run.EnumerateArray().Select(h => (h.GetProperty("doc").GetString()!, h.GetProperty("score").GetDouble())))
                : [];
            _gains = golden.Get($"qrels/{name}").EnumerateObject().ToDictionary(j => j.Name, j => j.Value.GetDouble());
            _relevant = [.. _gains.Where(g => g.Value >= level).Select(g => g.Key)];
            _irrelevant = [.. _gains.Keys.Except(_relevant)];
        }

        public double Score(string measure)
        {
            var cut = measure.LastIndexOf('_') is var at && int.TryParse(measure.AsSpan(at + 1), out var k) ? k : 0;
            return (cut > 0 ? measure[..at] : measure) switch
            {
                "num_ret" => _ranking.Length,
                "num_rel" => _relevant.Count,
                "num_rel_ret" => _ranking.Count(_relevant.Contains),
                "map" => RankingMetrics.AveragePrecision(_ranking, _relevant),
                "map_cut" => RankingMetrics.AveragePrecision(_ranking, _relevant, cut),
                "Rprec" => JudgedRankingMetrics.RPrecision(_ranking, _relevant),
                "bpref" => JudgedRankingMetrics.BinaryPreference(_ranking, _relevant, _irrelevant),
                "recip_rank" => RankingMetrics.ReciprocalRank(_ranking, _relevant),
                "P" => RankingMetrics.PrecisionAt(_ranking, _relevant, cut),
                "recall" => RankingMetrics.RecallAt(_ranking, _relevant, cut),
                "success" => RankingMetrics.SuccessAt(_ranking, _relevant, cut),
                "ndcg" => GainMetrics.NormalizedDiscountedCumulativeGain(_ranking, _gains),
                "ndcg_cut" => GainMetrics.NormalizedDiscountedCumulativeGain(_ranking, _gains, cut),
                "set_P" => JudgedRankingMetrics.OfSet(_ranking, _relevant).Precision,
                "set_recall" => JudgedRankingMetrics.OfSet(_ranking, _relevant).Recall,
                "set_F" => JudgedRankingMetrics.OfSet(_ranking, _relevant).F1,
                _ when measure.StartsWith("iprec_at_recall_", StringComparison.Ordinal) => JudgedRankingMetrics.InterpolatedPrecision(
                    _ranking, _relevant, double.Parse(measure.AsSpan("iprec_at_recall_".Length), CultureInfo.InvariantCulture)),
                _ => throw new InvalidOperationException($"What is {measure}?"),
            };
        }
    }
}
