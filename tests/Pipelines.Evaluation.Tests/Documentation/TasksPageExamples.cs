using Microsoft.Extensions.AI;
using Pipelines;
using Pipelines.Evaluation;
using Pipelines.Training;

namespace Pipelines.Evaluation.Tests;

/// <summary>The code of the page on tasks, which a test compares with it.</summary>
internal static class TasksPageExamples
{
    public static void Run(PipelineContext context)
    {
        using var decoder = context.Model.LoadGpt("models/small");
        using var model = CausalLanguageModel.Create(decoder, new LanguageModelOptions { Name = "small" });
        var result = context.Evaluation.RunTask("gsm8k", model, o =>
        {
            (o.DataFolder, o.Shots, o.Reasoning) = ("data", 4, ReasoningMode.Shown);
            (o.Limit, o.Results) = (200, "results");
        });
        Console.WriteLine(result);                     // gsm8k mean 0.4150 [0.3450, 0.4850] of 200 rows, 1.5 % unparsed, … ; and the fingerprint
        Console.WriteLine(result.Rows[0].Outputs[0]);
        result.Require(0.4);                           // a gate: fails below, and where there is no score
    }

    public static void Register(IPipelinesBuilder builder)
    {
        builder.AddEvaluation()
            .AddTaskFormat("quiz", new QuizFormat())
            .AddEvaluationTask(new EvaluationTask
            {
                Name = "quiz",
                Format = "quiz",
                Data = "quiz.tsv",
                Prompt = new() { Question = "{Question}\n", Answer = "= {Answer}", ReasonedAnswer = "{Reasoning} So it is {Answer}." },
                Extraction = "after(it is)>text|after(=)>text",
                Comparison = "text",
                MaximumTokens = 64,
            });
    }

    public static void Vote(PipelineContext context, ILanguageModel model)
    {
        var voted = context.Evaluation.RunTask("gsm8k", model, o =>
        {
            (o.Shots, o.Reasoning) = (8, ReasoningMode.Shown);
            (o.Samples, o.Temperature) = (20, 0.7);
        });
        Console.WriteLine(voted.Rows[0].Outputs.Count); // 20
    }

    public static void Compare(TaskResult before, TaskResult after, TaskResult direct, TaskResult reasoned)
    {
        var comparison = TaskComparison.Compare(before, after);
        Console.WriteLine(comparison.Difference);      // mean of the pairs' differences and its 95 % interval
        Console.WriteLine($"{comparison.OnlyFirst} {comparison.OnlySecond} {comparison.PValue}");
        var methods = TaskComparison.Compare(direct, reasoned, force: true);
        Console.WriteLine(string.Join("; ", methods.Differences));
    }

    public static void Resume(PipelineContext context, ILanguageModel model)
    {
        context.Evaluation.RunTask(
            "svamp", model, o => o.Results = "results",
            new Progress<TaskProgress>(p => Console.WriteLine($"{p.Done} of {p.Total}, {p.Score:F3}, {p.Remaining} left")));
    }

    public static void Ask(PipelineContext context, IChatClient client)
    {
        ILanguageModel service = client.AsLanguageModel(o => (o.Instructions, o.Concurrency) = ("Answer with a number.", 8));
        Console.WriteLine(context.Evaluation.RunTask("gsm8k", service, o => o.Limit = 50).Score);
    }
}
