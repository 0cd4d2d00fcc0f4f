using Pipelines.Evaluation;
using Pipelines.Training;

namespace Pipelines.Documentation.Tests;

/// <summary>The code of docs/tutorials/benchmarks-of-a-model.md, which a test runs in part.</summary>
internal static class BenchmarksTutorialExamples
{
    public static IReadOnlyList<TaskResult> Run(
        PipelineContext context, string folder, string data, string results, IReadOnlyList<string> tasks)
    {
        using var decoder = context.Model.LoadGpt(folder);
        using var model = CausalLanguageModel.Create(decoder, new LanguageModelOptions { Name = Path.GetFileName(folder) });
        var scores = new List<TaskResult>();
        foreach (var task in tasks)
        {
            var result = context.Evaluation.RunTask(task, model, o => (o.DataFolder, o.Limit, o.Results) = (data, 100, results));
            Console.WriteLine(result);
            scores.Add(result);
        }

        return scores;
    }

    public static void Shots(PipelineContext context, ILanguageModel model, string data)
    {
        foreach (var shots in new[] { 0, 5 })
            Console.WriteLine(context.Evaluation.RunTask("mmlu", model, o => (o.DataFolder, o.Shots) = (data, shots)));
    }

    public static TaskComparison Compare(TaskResult before, TaskResult after)
    {
        var comparison = TaskComparison.Compare(before, after);
        Console.WriteLine(
            $"{comparison.Difference}, {comparison.OnlyFirst} against {comparison.OnlySecond} questions, p = {comparison.PValue:G2}");
        return comparison;
    }

    public static void Glue(PipelineContext context, IDataView predictions)
    {
        Console.WriteLine(context.Evaluation.Glue("sst2", predictions));      // accuracy
        Console.WriteLine(context.Evaluation.Glue("mrpc", predictions));      // F1 and accuracy
    }
}
