using Pipelines;
using Pipelines.Evaluation;

namespace Pipelines.Evaluation.Tests;

/// <summary>The code of the page on reports, which a test compares with it.</summary>
internal static class ReportsPageExamples
{
    public static void Build(PipelineContext context, TaskResult result, IReadOnlyList<ScalarSeries> series)
    {
        var report = context.Evaluation.Report("Small models on word problems", o => o.WorstExamples = 10)
            .Subtitle("28 November 2026, two cores")
            .Section("Training").History("Loss", series)
            .Result(result)
            .Build();
        report.Save("report.html");
        report.Save("report.md");
        report.Save("report.json");                    // EvaluationReport.Load reads it
        report.Save("rows.csv");                       // a line for each row of each result
    }

    public static void Add(ReportBuilder builder, MetricResult accuracy, MetricResult map, ClassificationResult classes, TaskResult result)
    {
        builder.Metrics(accuracy, map)                 // a table with intervals, and signatures
            .Classification(classes)                   // scores, confusion matrix, each class
            .Confusion(classes.Confusion, "Emotions")
            .Paragraph("What the tables leave out.")
            .Add(BarChart.OfCategories("By subject", "accuracy", result.Categories))
            .Add(new ReportTable
            {
                Title = "Sizes",
                Columns = [new("model"), new("parameters", ReportColumnKind.Count), new("accuracy", ReportColumnKind.Number)],
                Rows = [["small", 124_000_000, result.Score]],
            });
    }

    public static void Compare(PipelineContext context, ReportBuilder builder, TaskResult baseResult, TaskResult tunedResult, TaskResult[] results)
    {
        var comparison = context.Evaluation.Compare([new("base", [baseResult]), new("tuned", [tunedResult])]);
        foreach (var difference in comparison.Differences)
            Console.WriteLine($"{difference.Run}, {difference.Task}: {difference.Difference}, p = {difference.AdjustedPValue:F3}");
        builder.Compare(comparison).Section("Shots and reasoning").Runs(EvaluationRun.BySetting(results), "Accuracy by shots");
    }

    public static void WriteEvents(IReadOnlyList<(int Step, double Loss, double? Measured)> history)
    {
        ScalarSeries[] series =
        [
            new("loss/train", [.. history.Select(h => new ScalarPoint(h.Step, h.Loss))]),
            new("loss/validation", [.. history.Where(h => h.Measured is not null).Select(h => new ScalarPoint(h.Step, h.Measured!.Value))]),
        ];
        TensorBoardFiles.Write("runs/lora", series);   // runs/lora/events.out.tfevents.<seconds>.<host>
        using var writer = TensorBoardFiles.Open("runs/lora-2");
        writer.Add("loss/train", step: 1, value: 4.2);
        writer.Flush();
    }
}
