using Pipelines.Testing.Goldens;

namespace Pipelines.Evaluation.Tests;

/// <summary>The scores of SQuAD's official scripts.</summary>
[Category("Golden")]
internal sealed class SquadGoldenTests
{
    private const double Tolerance = 1e-9;

    [TestCaseSource(nameof(Cases))]
    public void AnswersAreScoredAsByTheScripts(GoldenCase golden)
    {
        foreach (var pair in golden.Get("pairs").EnumerateArray())
        {
            var prediction = pair.GetProperty("prediction").GetString()!;
            string[] answers = [.. pair.GetProperty("answers").EnumerateArray().Select(a => a.GetString()!)];
            Assert.That(SquadMetrics.Normalize(prediction), Is.EqualTo(pair.GetProperty("v2_normalized_prediction").GetString()));
            foreach (var version in Enum.GetValues<SquadVersion>())
            {
                var name = version == SquadVersion.V1 ? "v1" : "v2";
                if (!pair.TryGetProperty($"{name}_exact", out var exact))
                    continue;
                var score = SquadMetrics.Score(answers, prediction, version);
                Assert.That(score.ExactMatch, Is.EqualTo(exact.GetDouble()), $"{name} '{prediction}'");
                Assert.That(score.F1, Is.EqualTo(pair.GetProperty($"{name}_f1").GetDouble()).Within(Tolerance), $"{name} '{prediction}'");
            }
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void MeansAreThoseOfTheScripts(GoldenCase golden)
    {
        using var context = PipelineContext.Create(p => p.AddEvaluation());
        var rows = golden.Get("pairs").EnumerateArray()
            .Select(p => new Row([.. p.GetProperty("answers").EnumerateArray().Select(a => a.GetString()!)], p.GetProperty("prediction").GetString()!))
            .ToArray();
        SquadScore[] first = [.. rows.Where(r => r.Answers.Length > 0).Select(r => SquadMetrics.Score(r.Answers, r.Said))];
        var expected = golden.Get("v1_corpus_over_pairs_with_answers");
        Assert.That(100 * first.Average(s => s.ExactMatch), Is.EqualTo(expected.GetProperty("exact_match").GetDouble()).Within(Tolerance));
        Assert.That(100 * first.Average(s => s.F1), Is.EqualTo(expected.GetProperty("f1").GetDouble()).Within(Tolerance));

        expected = golden.Get("v2_corpus");
        var result = context.Evaluation.ExactMatchAndF1(context.Data.LoadFromEnumerable(rows), "Answers", "Said", o => o.Version = SquadVersion.V2);
        foreach (var (name, value) in (ReadOnlySpan<(string, double)>)
        [
            ("exact", 100 * result.ExactMatch.Value), ("f1", 100 * result.F1.Value), ("total", result.RowCount),
            ("HasAns_exact", 100 * result.HasAnswer!.Value.ExactMatch), ("HasAns_f1", 100 * result.HasAnswer!.Value.F1),
            ("HasAns_total", result.RowCount - result.NoAnswerCount), ("NoAns_exact", 100 * result.NoAnswer!.Value.ExactMatch),
            ("NoAns_f1", 100 * result.NoAnswer!.Value.F1), ("NoAns_total", result.NoAnswerCount),
        ])
        {
            Assert.That(value, Is.EqualTo(expected.GetProperty(name).GetDouble()).Within(Tolerance), name);
        }
    }

    private static IEnumerable<TestCaseData> Cases() => GoldenCase.Find("squad-metric-");

    private sealed record Row(string[] Answers, string Said);
}
