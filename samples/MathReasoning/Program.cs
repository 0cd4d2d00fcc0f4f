using MathReasoning.Problems;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pipelines;
using Pipelines.Evaluation;
using Pipelines.Gpt;
using Pipelines.Samples;
using Pipelines.Tensors;
using Pipelines.Training;

namespace MathReasoning;

/// <summary>A small decoder learns word problems from scratch, and is asked for the answer alone and for the way to it.</summary>
public static class Program
{
    private const string Sample = "math-reasoning";
    private const int SamplesShown = 16;
    private const int VocabularyProblems = 2_000;

    /// <summary>Runs the sample; <c>--help</c> tells how.</summary>
    /// <returns>0 when done, 1 for something the user can mend, 130 after Ctrl-C.</returns>
    public static Task<int> Main(string[] args) => RunAsync(args, SampleConsole.Standard);

    /// <summary>As <see cref="Main"/>, writing to a console of the caller's.</summary>
    public static Task<int> RunAsync(string[] args, SampleConsole console, CancellationToken cancellationToken = default) =>
        SampleRunner.RunAsync(
            MathReasoningCommand.Create((settings, token) => Run(settings, console, token)), args, console, cancellationToken);

    private static void Run(MathReasoningSettings settings, SampleConsole console, CancellationToken cancellationToken)
    {
        var output = new OutputFolder(settings.Out);
        using var host = SampleHost.Create(
            settings.Seed, settings.Threads,
            pipelines => pipelines.AddGpt().AddEvaluation().AddTaskFormat("word-problems", new WordProblemFormat()));
        var context = host.GetContext();

        // What is asked, and what is learned from.
        var questions = Questions.Open(context, settings, output);

        // The model: a given one, or one that learns now.
        using var loaded = settings.Model is { } folder ? context.Model.LoadGpt(folder) : null;
        var results = output.OpenResults(settings.Resume);
        using var trained = loaded is null ? Train(context, host, settings, questions, output, console, cancellationToken) : null;
        IModelSource source = loaded is null ? trained!.Model : loaded;
        using var model = CausalLanguageModel.Create(source, new LanguageModelOptions
        {
            Name = PathName.Of(settings.Model) ?? Sample,
            BatchSize = settings.Prompts,
        });

        // What it comes to with and without reasoning.
        var exam = new Exam(context, questions.Task, model, settings, questions.File, questions.Examples, results, console);
        var outcomes = exam.Run(cancellationToken);
        var table = new ResultTable(outcomes);
        output.Write("comparison.md", $"{table.Scores.ToMarkdown()}\n{table.Gains.ToMarkdown()}");
        var accuracy = ExamReport.Chart(outcomes);
        accuracy.Save(output.Combine("accuracy.svg"));
        var gpt = loaded?.Model ?? trained!.Model.Model;
        var loss = trained is null
            ? null : LossChart.Compare("Learning word problems", [.. trained.Parts.Select(p => (p.Name, p.Result.History))]);
        loss?.Save(output.Combine("loss.svg"));
        if (trained is not null)
            gpt.Save(output.Combine("model"), tokenizer: trained.Model.Tokenizer);

        new SampleReport
        {
            Sample = Sample,
            Metrics = ExamReport.Metrics(gpt, trained, questions, outcomes, table),
            Settings = settings.Describe(questions.Task.Name, gpt.Config),
            Environment = SampleEnvironment.Describe(gpt.Backend),
            Samples = [.. outcomes.SelectMany(o => o.Result.Rows.Take(SamplesShown).Select(row => new GeneratedSample(
                row.Question, string.Join("\n---\n", row.Outputs), $"{o.Method.Key()}.{o.Shots}shot")))],
            History = trained?.Alone.History ?? [],
            Histories = trained?.Parts.ToDictionary(p => p.Name, p => p.Result.History),
            Memory = trained?.Parts.Where(p => p.Result.Memory is not null).ToDictionary(p => p.Name, p => p.Result.Memory!) ?? [],
            Title = "Word problems: the answer alone, and the way to it",
            Results = page => page.Add(table.Scores.ToReport()).Add(table.Gains.ToReport()).Add(accuracy),
            Charts = loss is null ? [] : [loss],
        }.Save(output);

        ExamReport.Show(questions, outcomes, console);
        console.WriteHeading("result");
        console.Write(table.Scores);
        console.Write(table.Gains);
        console.WriteLine(
            $"{output.Path}: {SampleReport.PageName}, {SampleReport.FileName}, comparison.md, accuracy.svg, "
                + $"{(trained is null ? "" : "loss.svg, model, ")}"
            + "results (a line of JSON for each question)");
    }

    private static Learned Train(
        PipelineContext context, IHost host, MathReasoningSettings settings, Questions questions, OutputFolder output,
        SampleConsole console,
        CancellationToken cancellationToken)
    {
        var checkpoints = output.OpenCheckpoints(settings.Resume);
        var (learned, prompt) = (Examples(questions.Learned), questions.Task.Prompt);
        console.WriteLine(
            $"{learned.Length} problems to learn from, each with its bare answer and worked; {questions.Asked.Count} others are asked; "
            + $"everything goes to {output.Path}.");
        console.WriteLine(prompt.RenderWithAnswer(learned[0], isReasoned: true));
        var writer = new LessonWriter(LessonWriter.LearnTokenizer(prompt, learned.Take(VocabularyProblems)), prompt);
        return new Learner(context, settings, writer, checkpoints, console).Train(
            host.Services.GetRequiredService<ITensorBackend>(), learned, Examples(questions.Asked), cancellationToken);
    }

    private static TaskExample[] Examples(IReadOnlyList<WordProblem> problems) =>
        [.. problems.Select((problem, i) => WordProblemFormat.ToExample(problem, i + 1))];
}
