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
}
