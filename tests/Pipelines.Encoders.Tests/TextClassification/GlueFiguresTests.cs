using Pipelines.Testing.Goldens;

namespace Pipelines.Encoders.Tests;

/// <summary>The figures of <c>docs/text-classification.md</c>: small encoders from scratch on GLUE's rows.</summary>
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
    [Explicit("takes a minute; run it by name")]
    public void Sentiment()
    {
        var (train, dev) = (GoldenCase.Data("glue_sst2/train.tsv"), GoldenCase.Data("glue_sst2/dev.tsv"));
        using var context = CreateContext();
        var (rows, held) = (context.Data.LoadFromTsv(train, o => o.HasHeader = false), context.Data.LoadFromTsv(dev, o => o.HasHeader = false));
        using var fitted = context.Trainers.ClassifyText(Small, o =>
        {
            (o.TextColumn, o.LabelColumn) = ("Column0", "Column1");
            (o.VocabularySize, o.MaximumLength) = (4000, 64);
            (o.Epochs, o.BatchSize, o.LearningRate, o.WarmupSteps) = (5, 32, 1e-3, 50);
        }).Fit(rows);
        var result = context.Evaluation.Glue("sst2", fitted.Transform(held), label: "Column1");
        TestContext.Out.WriteLine($"{result}, {result.RowCount} rows");
        Assert.That(result.Value, Is.GreaterThan(0.7));
    }

    [Test]
    [Explicit("takes a minute; run it by name")]
    public void Similarity()
    {
        var (train, dev) = (GoldenCase.Data("glue_stsb/stsb-en-train.csv"), GoldenCase.Data("glue_stsb/stsb-en-dev.csv"));
        using var context = CreateContext();
        var (rows, held) = (context.Data.LoadFromCsv(train, o => o.HasHeader = false), context.Data.LoadFromCsv(dev, o => o.HasHeader = false));
        using var fitted = context.Trainers.ClassifyText(Small, o =>
        {
            (o.TextColumn, o.SecondTextColumn, o.LabelColumn, o.Problem) = ("Column0", "Column1", "Column2", TextProblem.Regression);
            (o.VocabularySize, o.MaximumLength) = (4000, 64);
            (o.Epochs, o.BatchSize, o.LearningRate, o.WarmupSteps) = (5, 32, 1e-3, 50);
        }).Fit(rows);
        var result = context.Evaluation.Glue("stsb", fitted.Transform(held), label: "Column2", prediction: ColumnNames.Score);
        TestContext.Out.WriteLine($"{result}, {result.RowCount} rows");
        Assert.That(result.Value, Is.GreaterThan(0.05));
    }

    private static PipelineContext CreateContext() =>
        PipelineContext.Create(p => p.AddEncoders().AddEvaluation().ConfigureEngine(o => o.ThreadCount = 2), seed: 1);
}
