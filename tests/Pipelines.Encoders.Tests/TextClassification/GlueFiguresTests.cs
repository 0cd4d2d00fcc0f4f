using Pipelines.Evaluation;
using Pipelines.Testing.Goldens;

namespace Pipelines.Encoders.Tests;

/// <summary>The figures of <c>docs/text-classification.md</c>: small encoders from scratch on GLUE's rows, beside rules.</summary>
[NonParallelizable]
public class GlueFiguresTests
{
    private static readonly BertConfig Small = new()
    {
        VocabularySize = 0,
        HiddenSize = 64,
        LayerCount = 1,
        HeadCount = 4,
        IntermediateSize = 128,
        PositionCount = 64,
    };

    [Test]
    [Explicit("takes half a minute; run it by name")]
    public void Sentiment([Values(1, 2, 3)] int seed)
    {
        var (train, dev) = (GoldenCase.Data("glue_sst2/train.tsv"), GoldenCase.Data("glue_sst2/dev.tsv"));
        using var context = CreateContext(seed);
        var rows = context.Data.LoadFromTsv(train, o => o.HasHeader = false);
        var held = context.Data.LoadFromTsv(dev, o => o.HasHeader = false);
        using var fitted = context.Trainers.ClassifyText(Small, o =>
        {
            (o.TextColumn, o.LabelColumn) = ("Column0", "Column1");
            (o.VocabularySize, o.MaximumLength) = (4000, 64);
            (o.Epochs, o.BatchSize, o.LearningRate, o.WarmupSteps) = (5, 32, 1e-3, 50);
        }).Fit(rows);
        var result = context.Evaluation.Glue("sst2", fitted.Transform(held), label: "Column1");
        TestContext.Out.WriteLine($"{result}; {fitted.Result!.Parameters.All} parameters");
        TestContext.Out.WriteLine($"naive Bayes {NaiveBayes(train, dev):F4}, the more frequent label {MoreFrequent(dev):F4}");
        Assert.That(result.Value, Is.GreaterThan(MoreFrequent(dev) + 0.2));
    }

    [Test]
    [Explicit("takes half a minute; run it by name")]
    public void Similarity([Values(1, 2, 3)] int seed)
    {
        var (train, dev) = (GoldenCase.Data("glue_stsb/stsb-en-train.csv"), GoldenCase.Data("glue_stsb/stsb-en-dev.csv"));
        using var context = CreateContext(seed);
        var rows = context.Data.LoadFromCsv(train, o => o.HasHeader = false);
        var held = context.Data.LoadFromCsv(dev, o => o.HasHeader = false);
        using var fitted = context.Trainers.ClassifyText(Small, o =>
        {
            (o.TextColumn, o.SecondTextColumn, o.LabelColumn, o.Problem) = ("Column0", "Column1", "Column2", TextProblem.Regression);
            (o.VocabularySize, o.MaximumLength) = (4000, 64);
            (o.Epochs, o.BatchSize, o.LearningRate, o.WarmupSteps) = (5, 32, 1e-3, 50);
        }).Fit(rows);
        var result = context.Evaluation.Glue("stsb", fitted.Transform(held), label: "Column2", prediction: ColumnNames.Score);
        var (first, second) = (ChoiceTestBed.Texts(held, "Column0"), ChoiceTestBed.Texts(held, "Column1"));
        double[] shared = [.. first.Zip(second, (a, b) => Shared(Words(a), Words(b)))];
        var numbers = context.Transforms.ConvertType("Column2").Fit(held).Transform(held);
        double[] right = [.. ChoiceTestBed.Column<float>(numbers, "Column2")];
        TestContext.Out.WriteLine($"{result}; {fitted.Result!.Parameters.All} parameters");
        var (pearson, spearman) = (CorrelationMetrics.Pearson(right, shared), CorrelationMetrics.Spearman(right, shared));
        TestContext.Out.WriteLine($"shared words: Pearson {pearson:F4}, Spearman {spearman:F4}");
        Assert.That(result.Value, Is.GreaterThan(0.05));
    }

    private static double MoreFrequent(string file)
    {
        var labels = File.ReadLines(file).Select(line => line[^1]).ToArray();
        return labels.GroupBy(label => label).Max(group => group.Count()) / (double)labels.Length;
    }

    // Counts of words with one added, as a linear model that learns nothing but frequencies.
    private static double NaiveBayes(string train, string dev)
    {
        var weights = new Dictionary<string, double[]>();
        foreach (var line in File.ReadLines(train))
        {
            foreach (var word in Words(line[..^2]))
            {
                if (!weights.TryGetValue(word, out var counts))
                    weights.Add(word, counts = [1, 1]);
                counts[line[^1] - '0']++;
            }
        }

        var totals = new[] { weights.Values.Sum(c => c[0]), weights.Values.Sum(c => c[1]) };
        return File.ReadLines(dev).Average(line =>
        {
            var sum = Words(line[..^2]).Where(weights.ContainsKey)
                .Sum(word => Math.Log(weights[word][1] / totals[1]) - Math.Log(weights[word][0] / totals[0]));
            return (sum > 0 ? '1' : '0') == line[^1] ? 1.0 : 0;
        });
    }

    private static double Shared(HashSet<string> a, HashSet<string> b) => a.Count(b.Contains) / (double)Math.Max(1, a.Union(b).Count());

    private static HashSet<string> Words(string text) =>
        [.. text.ToLowerInvariant().Split([' ', '.', ',', '"'], StringSplitOptions.RemoveEmptyEntries)];

    private static PipelineContext CreateContext(int seed) =>
        PipelineContext.Create(p => p.AddEncoders().AddEvaluation().ConfigureEngine(o => o.ThreadCount = 2), seed: seed);
}
