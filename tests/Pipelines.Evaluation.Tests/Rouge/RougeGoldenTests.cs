using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Evaluation.Tests;

/// <summary>The scores and stems of <c>rouge_score</c>: every pair, every kind that a case has.</summary>
[Category("Golden")]
internal sealed class RougeGoldenTests
{
    private const double Tolerance = 1e-9;

    private static IEnumerable<TestCaseData> Cases => GoldenCase.Find("metric-rouge");

    [TestCaseSource(nameof(Cases))]
    public void ScoresAreTheReferences(GoldenCase golden)
    {
        var pairs = golden.Get("pairs").EnumerateArray().ToArray();
        Assert.That(pairs, Is.Not.Empty);
        foreach (var (field, stems) in (ReadOnlySpan<(string, bool)>)[("plain", false), ("stemmed", true)])
        {
            var scorer = Scorer(stems);
            foreach (var pair in pairs.Where(p => p.TryGetProperty(field, out _)))
            {
                var (reference, candidate) = (pair.GetProperty("target").GetString()!, pair.GetProperty("prediction").GetString()!);
                var scores = scorer.Score(reference, candidate);
                foreach (var expected in pair.GetProperty(field).EnumerateObject())
                {
                    var score = scores[Kind(expected.Name)];
                    Assert.That(
                        new[] { score.Precision, score.Recall, score.FMeasure },
                        Is.EqualTo(expected.Value.EnumerateArray().Select(v => v.GetDouble())).Within(Tolerance),
                        $"{field} {expected.Name} of '{candidate}' against '{reference}'");
                }
            }
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void MeansAreTheReferences(GoldenCase golden)
    {
        if (!golden.TryGet("mean_fmeasure", out var means))
            Assert.Ignore("The case has no means.");
        var pairs = golden.Get("pairs").EnumerateArray().ToArray();
        foreach (var run in means.EnumerateObject())
        {
            var scorer = Scorer(run.Name == "stemmed");
            RougeScores[] scores = [.. pairs.Select(p => scorer.Score(p.GetProperty("target").GetString()!, p.GetProperty("prediction").GetString()!))];
            foreach (var expected in run.Value.EnumerateObject())
            {
                Assert.That(
                    scores.Average(s => s[Kind(expected.Name)].FMeasure), Is.EqualTo(expected.Value.GetDouble()).Within(Tolerance),
                    $"{run.Name} {expected.Name}");
            }
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void StemsAreTheReferences(GoldenCase golden)
    {
        if (!golden.TryGet("porter_stemmer_nltk_mode", out var stems))
            Assert.Ignore("The case has no stems.");
        Assert.That(
            stems.EnumerateObject().Select(s => $"{s.Name} {PorterStemmer.Stem(s.Name)}"),
            Is.EqualTo(stems.EnumerateObject().Select(s => $"{s.Name} {s.Value.GetString()}")));
    }

    private static RougeScorer Scorer(bool stems) => new(new RougeOptions { Kinds = Enum.GetValues<RougeKind>(), Stem = stems });

    private static RougeKind Kind(string name) => Enum.Parse<RougeKind>(name, ignoreCase: true);
}
