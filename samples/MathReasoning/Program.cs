using System.Globalization;
using MathReasoning.Problems;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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
        SampleRunner.RunAsync(MathReasoningCommand.Create((settings, token) => Run(settings, console, token)), args, console, cancellationToken);

    private static void Run(MathReasoningSettings settings, SampleConsole console, CancellationToken cancellationToken)
    {
        var output = new OutputFolder(settings.Out);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddPipelines().AddGpt().AddEvaluation()
            .AddTaskFormat("word-problems", new WordProblemFormat())
            .ConfigureContext(o => o.Seed = settings.Seed)
            .ConfigureEngine(o => o.ThreadCount = settings.Threads);
        using var host = builder.Build();
        var context = host.Services.GetRequiredService<PipelineContext>();

        var questions = Questions.Open(context, settings, output);
        var results = OpenResults(settings, output);

        // The model: a given one, or one that learns now.
        using var loaded = settings.Model is { } folder ? context.Model.LoadGpt(folder) : null;
        using var trained = loaded is null ? Train(context, host, settings, questions, output, console, cancellationToken) : null;
        IModelSource source = loaded is null ? trained!.Model : loaded;
        using var model = CausalLanguageModel.Create(source, new LanguageModelOptions
        {
            Name = settings.Model is null ? Sample : Path.GetFileName(Path.TrimEndingDirectorySeparator(settings.Model)),
            BatchSize = settings.Prompts,
        });

        // What it comes to with and without reasoning.
        var exam = new Exam(context, questions.Task, model, settings, questions.File, questions.Examples, results, console);
        var outcomes = exam.Run(cancellationToken);
        var table = new ResultTable(outcomes);
        output.Write("comparison.md", table.ToMarkdown());
        Chart(outcomes).Save(output.Combine("accuracy.svg"));
        var gpt = loaded?.Model ?? trained!.Model.Model;
        var histories = trained is null
            ? []
            : new Dictionary<string, IReadOnlyList<TrainingRecord>>
            {
                ["sums"] = trained.Sums.History,
                ["alone"] = trained.Alone.History,
                ["row"] = trained.Model.Result!.History,
            };
        if (trained is not null)
        {
            gpt.Save(output.Combine("model"), tokenizer: trained.Model.Tokenizer);
            LossChart.Compare("Learning word problems", [.. histories.Select(h => (h.Key, h.Value))]).Save(output.Combine("loss.svg"));
        }

        new SampleReport
        {
            Sample = Sample,
            Metrics = Metrics(gpt, trained, questions, outcomes, table),
            Settings = settings.Describe(questions.Task.Name, gpt.Config),
            Environment = SampleEnvironment.Describe(gpt.Backend),
            Samples = [.. outcomes.SelectMany(o => o.Result.Rows.Take(SamplesShown).Select(row => new GeneratedSample(
                row.Question, string.Join("\n---\n", row.Outputs), $"{o.Method.Key()}.{o.Shots}shot")))],
            History = trained?.Alone.History ?? [],
            Histories = trained is null ? null : histories,
        }.Save(output);

        Show(questions, outcomes, console);
        console.WriteHeading("result");
        table.Show(console);
        console.WriteLine(
            $"{output.Path}: {SampleReport.FileName}, comparison.md, accuracy.svg, {(trained is null ? "" : "loss.svg, model, ")}"
            + "results (a line of JSON for each question)");
    }

    private static Learned Train(
        PipelineContext context, IHost host, MathReasoningSettings settings, Questions questions, OutputFolder output, SampleConsole console,
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

    // A run that is resumed reads what was scored already; one that starts afresh asks everything again.
    private static string OpenResults(MathReasoningSettings settings, OutputFolder output)
    {
        var folder = output.Combine("results");
        if (!settings.Resume && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return folder;
    }

    private static LineChart Chart(IReadOnlyList<ExamResult> outcomes) => new()
    {
        Title = "Accuracy by worked examples",
        XLabel = "worked examples before the question",
        YLabel = "share of right answers",
        Series = [.. new[] { Method.Direct, Method.ChainOfThought, Method.SelfConsistency }.Select((method, i) => Series(outcomes, method, i))],
    };

    private static ChartSeries Series(IReadOnlyList<ExamResult> outcomes, Method method, int colour) => new(
        method.Name(), [.. outcomes.Where(o => o.Method == method).Select(o => new ChartPoint(o.Shots, o.Result.Score.Value))])
    {
        Colour = colour,
        ShowPoints = true,
    };

    private static Dictionary<string, double?> Metrics(
        GptModel model, Learned? trained, Questions questions, IReadOnlyList<ExamResult> outcomes, ResultTable table)
    {
        var metrics = trained is null
            ? new Dictionary<string, double?> { ["parameters"] = model.CountParameters() }
            : SampleReport.TrainingMetrics(trained.Model.Result!, model.CountParameters());
        if (trained is not null)
        {
            metrics["steps"] = trained.Sums.Steps + trained.Alone.Steps + trained.Model.Result!.Steps;
            metrics["sums.validationLoss"] = trained.Sums.ValidationLoss;
            metrics["alone.validationLoss"] = trained.Alone.ValidationLoss;
            metrics["alone.tokensPerSecond"] = trained.Alone.TokensPerSecond;
        }

        foreach (var (name, value) in table.Metrics())
            metrics[name] = value;
        metrics["questions"] = outcomes[0].Result.RowCount;
        foreach (var outcome in outcomes.Where(o => o.Shots == outcomes[^1].Shots && o.Method != Method.SelfConsistency))
        {
            foreach (var (operations, accuracy) in questions.ByOperations(outcome.Result))
                metrics[$"{outcome.Method.Key()}.{operations}operations.accuracy"] = accuracy;
        }

        return metrics;
    }

    private static void Show(Questions questions, IReadOnlyList<ExamResult> outcomes, SampleConsole console)
    {
        var shots = outcomes[^1].Shots;
        var direct = outcomes.First(o => o.Method == Method.Direct && o.Shots == shots).Result;
        var reasoned = outcomes.First(o => o.Method == Method.ChainOfThought && o.Shots == shots).Result;
        var pairs = direct.Rows.Zip(reasoned.Rows).ToList();
        foreach (var (isDirectRight, isReasonedRight, count) in (ReadOnlySpan<(bool, bool, int)>)
            [(false, true, 2), (true, true, 1), (true, false, 1), (false, false, 1)])
        {
            foreach (var (first, second) in pairs.Where(p => p.First.Score == 1 == isDirectRight && p.Second.Score == 1 == isReasonedRight).Take(count))
            {
                console.WriteHeading($"question {first.Id}");
                console.WriteLine(first.Question);
                console.WriteLine($"  right: {string.Join(" or ", first.Expected)}");
                console.WriteLine($"  direct: {first.Outputs[0].Trim().ReplaceLineEndings(" ")}");
                console.WriteLine($"  chain of thought: {second.Outputs[0].Trim().ReplaceLineEndings(" ")}");
            }
        }

        var parts = questions.ByOperations(direct).Zip(questions.ByOperations(reasoned)).ToList();
        if (parts.Count > 0)
            console.WriteHeading($"right answers by number of operations, {shots} shots");
        foreach (var (first, second) in parts)
        {
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{first.Operations}: direct {first.Accuracy:P0}, chain of thought {second.Accuracy:P0}"));
        }
    }
}
