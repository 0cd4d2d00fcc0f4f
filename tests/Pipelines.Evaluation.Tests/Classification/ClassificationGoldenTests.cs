using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Evaluation.Tests;

/// <summary>The figures of scikit-learn and SciPy.</summary>
[Category("Golden")]
internal sealed class ClassificationGoldenTests
{
    private const double Tolerance = 1e-9;

    [TestCaseSource(nameof(Classes))]
    public void ClassesAreScoredAsByScikitLearn(GoldenCase golden)
    {
        foreach (var one in golden.Get("cases").EnumerateArray())
        {
            var name = one.GetProperty("name").GetString();
            var (actual, predicted) = (Ints(one.GetProperty("y_true")), Ints(one.GetProperty("y_pred")));
            var matrix = ConfusionMatrix.Create(actual, predicted);
            Assert.That(matrix.Labels, Is.EqualTo(one.GetProperty("labels").EnumerateArray().Select(l => l.ToString())), name);
            Assert.That(
                matrix.Labels.Select((_, i) => matrix.Labels.Select((_, j) => (int)matrix[i, j]).ToArray()),
                Is.EqualTo(one.GetProperty("confusion_matrix_rows_true").EnumerateArray().Select(Ints)), name);
            Compare(name, "accuracy", matrix.Accuracy, one);
            Compare(name, "matthews_corrcoef", matrix.MatthewsCorrelation, one);
            Compare(name, "cohen_kappa", matrix.CohenKappa, one);
            Compare(name, matrix.MacroAverage, one.GetProperty("macro"));
            Compare(name, matrix.MicroAverage, one.GetProperty("micro"));
            Compare(name, matrix.WeightedAverage, one.GetProperty("weighted"));
            if (one.TryGetProperty("binary", out var binary))
                Compare(name, matrix.OfClass("1"), binary);
            foreach (var (label, expected) in matrix.Labels.Zip(one.GetProperty("per_class").EnumerateArray()))
                Compare(name, matrix.OfClass(label), expected);
        }
    }

    [TestCaseSource(nameof(Correlations))]
    public void CorrelationsAreSciPys(GoldenCase golden)
    {
        var (x, y) = (Doubles(golden.Get("correlation/x")), Doubles(golden.Get("correlation/y")));
        Assert.That(CorrelationMetrics.Pearson(x, y), Is.EqualTo(golden.Get("correlation/pearson").GetDouble()).Within(Tolerance));
        Assert.That(CorrelationMetrics.Spearman(x, y), Is.EqualTo(golden.Get("correlation/spearman_with_ties").GetDouble()).Within(Tolerance));
        Assert.That(CorrelationMetrics.KendallTau(x, y), Is.EqualTo(golden.Get("correlation/kendall_tau_b").GetDouble()).Within(Tolerance));
    }

    [TestCaseSource(nameof(Rankings))]
    public void ScoresTellRowsApartAsByScikitLearn(GoldenCase golden)
    {
        var scores = Doubles(golden.Get("ranking/score"));
        bool[] labels = [.. Ints(golden.Get("ranking/label")).Select(l => l == 1)];
        Assert.That(BinaryScoreMetrics.AreaUnderRoc(scores, labels), Is.EqualTo(golden.Get("ranking/roc_auc").GetDouble()).Within(Tolerance));
        Assert.That(BinaryScoreMetrics.AveragePrecision(scores, labels), Is.EqualTo(golden.Get("ranking/average_precision").GetDouble()).Within(Tolerance));
        Assert.That(BinaryScoreMetrics.LogLoss(scores, labels), Is.EqualTo(golden.Get("ranking/log_loss").GetDouble()).Within(Tolerance));
    }

    [TestCaseSource(nameof(Scored))]
    public void AveragePrecisionIsScikitLearns(GoldenCase golden)
    {
        var labels = golden.Get("scikit_learn/y_binary");
        var width = GoldenCase.Extents(labels)[1];
        foreach (var ties in (string[])["with_ties", "without_ties"])
        {
            double[][] scores = [.. golden.Get($"scikit_learn/y_score_{ties}").GetProperty("data").EnumerateArray().Select(v => v.GetDouble()).Chunk(width)];
            bool[][] right = [.. GoldenCase.Ints(labels).Select(v => v == 1).Chunk(width)];
            Assert.That(
                Enumerable.Range(2, scores.Length - 2).Select(i => BinaryScoreMetrics.AveragePrecision(scores[i], right[i])),
                Is.EqualTo(Doubles(golden.Get($"scikit_learn/average_precision rows 2.. {ties}"))).Within(Tolerance));
        }
    }

    private static IEnumerable<TestCaseData> Classes() => GoldenCase.Find("metric-", golden => golden.Has("cases"));

    private static IEnumerable<TestCaseData> Correlations() => GoldenCase.Find("metric-", golden => golden.Has("correlation"));

    private static IEnumerable<TestCaseData> Rankings() => GoldenCase.Find("metric-", golden => golden.Has("ranking"));

    private static IEnumerable<TestCaseData> Scored() =>
        GoldenCase.Find("rank-metrics-", golden => golden.Has("scikit_learn/average_precision rows 2.. with_ties"));

    private static void Compare(string? name, string field, double value, JsonElement expected) =>
        Assert.That(value, Is.EqualTo(expected.GetProperty(field).GetDouble()).Within(Tolerance), $"{name}: {field}");

    private static void Compare(string? name, ClassScore score, JsonElement expected) =>
        Assert.That(new[] { score.Precision, score.Recall, score.F1 }, Is.EqualTo(Doubles(expected)).Within(Tolerance), name);

    private static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetInt32())];

    private static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetDouble())];
}
