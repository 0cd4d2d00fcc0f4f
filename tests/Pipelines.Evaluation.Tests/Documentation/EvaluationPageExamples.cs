using Pipelines;
using Pipelines.Evaluation;

namespace Pipelines.Evaluation.Tests;

/// <summary>The code of the page on evaluation, which a test compares with it.</summary>
internal static class EvaluationPageExamples
{
    public static void ScoreView(PipelineContext context, IDataView summaries)
    {
        var scores = context.Evaluation.Rouge(summaries, reference: "Summary", candidate: "Generated", o => o.Stem = true);
        Console.WriteLine(scores.RougeL.FMeasure);     // mean and 95 % interval
        Console.WriteLine(scores.Rows[0].Rouge2.Recall);
        Console.WriteLine(scores);                     // all means as a table, and how they were made
    }

    public static void ScoreTexts()
    {
        var scorer = new RougeScorer(new RougeOptions { Kinds = [RougeKind.Rouge1, RougeKind.RougeW] });
        Console.WriteLine(scorer.Score("the cat sat on the mat", "a cat sat there").Rouge1.FMeasure);
    }

    public static void ScoreRankings(PipelineContext context, IDataView answers)
    {
        var map = context.Evaluation.MeanAveragePrecision(answers, k: 3, label: "Answer", ranking: ColumnNames.Score);
        Console.WriteLine(map);                        // MAP@3 0.8123 [0.7701, 0.8530] of 200 rows; and how it was made
        Console.WriteLine(map.Rows[0]);
        var mrr = context.Evaluation.MeanReciprocalRank(answers, label: "Answer");
        var accuracy = context.Evaluation.Accuracy(answers, label: "Answer", prediction: ColumnNames.Score);
        Console.WriteLine(mrr.Value + accuracy.Value);
    }

    public static double RankAsFunctions()
    {
        double kaggle = RankingMetrics.MeanAveragePrecisionAt([["B", "A", "C"], ["A", "D", "B"]], ["B", "D"], k: 3);    // 0.75
        double gain = GainMetrics.NormalizedDiscountedCumulativeGain(["a", "b"], new Dictionary<string, double> { ["b"] = 2 });
        return kaggle + gain;
    }
}
