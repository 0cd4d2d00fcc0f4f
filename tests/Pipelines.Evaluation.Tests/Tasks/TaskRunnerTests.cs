using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace Pipelines.Evaluation.Tests;

internal sealed partial class TaskRunnerTests
{
    private string _folder = "";
    private ServiceProvider _services = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"tasks-{Guid.NewGuid():N}");
        Directory.CreateDirectory(_folder);
        var services = new ServiceCollection();
        services.AddPipelines().AddEvaluation().AddEvaluationTask(Sums).AddEvaluationTask(Exam);
        _services = services.BuildServiceProvider();
        File.WriteAllLines(Path.Combine(_folder, "sums.jsonl"), Enumerable.Range(0, 40).Select(i =>
            $$"""{"question":"What is {{i}} + {{i % 7}}?","answer":"{{i}} + {{i % 7}} = <<{{i}}+{{i % 7}}={{i + i % 7}}>>{{i + i % 7}}\n#### {{i + i % 7}}"}"""));
        File.WriteAllLines(
            Path.Combine(_folder, "exam.csv"),
            Enumerable.Range(0, 24).Select(i => $"{i},What is like {(char)('a' + i)}?,one {i},two,three,four and more,five,{(char)('A' + i % 5)}")
                .Prepend("id,prompt,A,B,C,D,E,answer"));
    }

    [TearDown]
    public void TearDown()
    {
        _services.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private PipelineContext Context => _services.GetRequiredService<PipelineContext>();

    private static EvaluationTask Sums { get; } = new() { Name = "sums", Format = "gsm8k", Data = "sums.jsonl" };

    private static EvaluationTask Exam { get; } = new()
    {
        Name = "small-exam",
        Format = "exam",
        Data = "exam.csv",
        Scoring = TaskScoring.OptionText,
        Length = LikelihoodLength.Characters,
    };

    [Test]
    public void ScoresWhatAModelWrites()
    {
        // Right below 20, then wrong, then nothing.
        var model = new ScriptedModel(p => Asked(p.Text) switch
        {
            ( < 20, var sum) => $" {sum}",
            ( < 30, var sum) => $" {sum + 1}",
            _ => " I do not know",
        });
        var result = Run(Sums, model);
        Assert.That(result.Score.Value, Is.EqualTo(0.5));
        Assert.That(result.Score.Lower, Is.LessThan(0.5));
        Assert.That(result.UnparsedRate, Is.EqualTo(0.25));
        Assert.That(result.CutOffRate, Is.Zero);
        Assert.That(result.Rows.Select(r => r.Index), Is.EqualTo(Enumerable.Range(0, 40)));
        Assert.That(result.Rows[25], Has.Property("Answer").EqualTo("30").And.Property("Score").Zero);
        Assert.That(result.Rows[25].Expected, Is.EqualTo(new[] { "29" }));
        Assert.That(result.ToString(), Does.Contain("sums mean 0.5000").And.Contain("25.0").And.Contain("task:sums@1"));
        Assert.That(() => result.Require(0.4), Throws.Nothing);
        Assert.That(() => result.Require(0.6), Throws.TypeOf<PipelineException>());
    }

    [Test]
    public void ExamplesStandBeforeQuestionsAndAreNeverTheQuestion([Values] ShotSelection selection)
    {
        var model = new ScriptedModel(_ => " 1");
        Run(Sums, model, o => (o.Shots, o.ShotSelection, o.Reasoning) = (4, selection, ReasoningMode.Shown));
        Assert.That(model.Asked, Has.Count.EqualTo(40));
        foreach (var prompt in model.Asked)
        {
            var questions = QuestionLine().Matches(prompt).Select(m => m.Value).ToList();
            Assert.That(questions, Has.Count.EqualTo(5));
            Assert.That(questions[..4], Does.Not.Contain(questions[4]));
            Assert.That(prompt, Does.EndWith("Answer:").And.Contain("The answer is"));
        }

        var beginnings = model.Asked.Select(p => p[..p.LastIndexOf("Question:", StringComparison.Ordinal)]).Distinct().Count();
        Assert.That(beginnings, selection == ShotSelection.RandomEach ? Is.GreaterThan(20) : Is.LessThanOrEqualTo(5));
    }

    [Test]
    public void TheSameSeedDrawsTheSameExamples()
    {
        var prompts = new[] { 3, 3, 4 }.Select(seed =>
        {
            var model = new ScriptedModel(_ => " 1");
            Run(Sums, model, o => (o.Shots, o.ShotSelection, o.Seed) = (3, ShotSelection.RandomEach, seed));
            return model.Asked;
        }).ToList();
        Assert.That(prompts[1], Is.EqualTo(prompts[0]));
        Assert.That(prompts[2], Is.Not.EqualTo(prompts[0]));
    }

    [Test]
    public void StepByStepAsksTwice()
    {
        var model = new ScriptedModel(p => p.Text.EndsWith("the answer is", StringComparison.Ordinal)
            ? $" {Asked(p.Text).Sum}." : " First this, then 999.");
        var result = Run(Sums, model, o => o.Reasoning = ReasoningMode.StepByStep);
        Assert.That(result.Score.Value, Is.EqualTo(1));
        Assert.That(model.Asked[0], Does.EndWith("Let's think step by step."));
        Assert.That(model.Asked.Last(), Does.EndWith("First this, then 999.\nTherefore, the answer is"));
        Assert.That(result.Rows[0].Outputs[0], Does.Contain("999").And.Contain("Therefore"));
    }

    [Test]
    public void AModelThatConcludesByItselfIsNotAskedTwice()
    {
        var model = new ScriptedModel(p => p.Text.EndsWith("the answer is", StringComparison.Ordinal)
            ? $" {Asked(p.Text).Sum}." : " First this.\nTherefore, the answer is 999.");
        var result = Run(Sums, model, o => o.Reasoning = ReasoningMode.StepByStep);
        Assert.That(result.Score.Value, Is.EqualTo(1));
        Assert.That(model.Asked.Last(), Does.EndWith("step by step. First this.\nTherefore, the answer is").And.Not.Contain("999"));
        Assert.That(result.CutOffRate, Is.Zero);
    }

    [Test]
    public void LeastToMostSolvesThePartsInTurn()
    {
        var model = new ScriptedModel(p => p.Text switch
        {
            var text when text.EndsWith("one a line:", StringComparison.Ordinal) => "\nWhat is the first?\nWhat is the second?",
            var text when text.EndsWith("the answer is", StringComparison.Ordinal) => $" {Asked(p.Text).Sum}",
            _ => " part",
        });
        var result = Run(Sums, model, o => (o.Reasoning, o.Limit) = (ReasoningMode.LeastToMost, 2));
        Assert.That(result.Score.Value, Is.EqualTo(1));
        Assert.That(
            result.Rows[0].Outputs[0],
            Is.EqualTo("\nWhat is the first?\nAnswer: part\nWhat is the second?\nAnswer: part\nTherefore, the answer is 0"));
    }

    [Test]
    public void TheAnswerThatComesMostOftenCounts()
    {
        var model = new ScriptedModel(p => p.Draw switch { 0 => " 1000", 1 or 3 => $" {Asked(p.Text).Sum}", 2 => " nothing", _ => " 2000" });
        var result = Run(Sums, model, o => o.Samples = 5);
        Assert.That(result.Score.Value, Is.EqualTo(1));
        Assert.That(result.Rows[0].Outputs, Has.Count.EqualTo(5));
        Assert.That(result.Fingerprint.Scoring, Does.Contain("n=5").And.Contain("t=0.7"));
    }

    [TestCase(new string?[] { "a", "b", "B", null }, "b")]
    [TestCase(new string?[] { "b", "a" }, "b")]
    [TestCase(new string?[] { null, null }, null)]
    public void VotesAreCounted(string?[] answers, string? expected) => Assert.That(MajorityVote.Choose(answers), Is.EqualTo(expected));

    [Test]
    public void OptionsAreChosenByTheirLikelihood([Values] LikelihoodLength length)
    {
        // By itself the shortest is most likely; by the character the longest.
        var model = new ScriptedModel(_ => "", (_, option) => -10 - option.Length);
        var result = Run(Exam with { Length = length }, model);
        var expected = length == LikelihoodLength.None ? "B" : "D";
        Assert.That(result.Rows.Select(r => r.Answer), Is.All.EqualTo(expected));
        Assert.That(result.Score.Value, Is.EqualTo(result.Rows.Count(r => r.Expected[0] == expected) / 24.0));
        Assert.That(result.Fingerprint.Scoring, Is.EqualTo($"option-text/{length}"));
        Assert.That(result.Fingerprint.Tokenizer, Is.EqualTo(length == LikelihoodLength.Tokens ? "characters" : "-"));
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(18)]
    public void BatchesChangeNothing(int batchSize)
    {
        var whole = Run(Sums, new ScriptedModel(p => $" {p.Text.Length % 50}"), o => o.BatchSize = 1000);
        var parts = Run(Sums, new ScriptedModel(p => $" {p.Text.Length % 50}"), o => o.BatchSize = batchSize);
        Assert.That(parts.Rows.Select(r => (r.Index, r.Answer, r.Score)), Is.EqualTo(whole.Rows.Select(r => (r.Index, r.Answer, r.Score))));
        Assert.That(parts.Fingerprint, Is.EqualTo(whole.Fingerprint));
    }

    [Test]
    public void ARunThatBrokeOffGoesOn()
    {
        var broken = new ScriptedModel(p => $" {Asked(p.Text).Sum}") { FailsAfter = 20 };
        void Configure(TaskRunOptions o) => (o.Results, o.BatchSize) = (Path.Combine(_folder, "results"), 8);
        Assert.That(() => Run(Sums, broken, Configure), Throws.TypeOf<IOException>());
        var file = Directory.GetFiles(Path.Combine(_folder, "results")).Single();

        // The line that was being written when the process was killed.
        File.AppendAllText(file, "{\"index\":39,\"id\":\"4");
        var second = new ScriptedModel(p => $" {Asked(p.Text).Sum}");
        List<TaskProgress> progress = [];
        var result = Context.Evaluation.RunTask(
            "sums", second, o => { o.DataFolder = _folder; Configure(o); }, new Told(progress.Add));
        Assert.That(result.Score.Value, Is.EqualTo(1));
        Assert.That(second.Asked, Has.Count.EqualTo(24));
        Assert.That(progress, Has.Count.EqualTo(3));
        Assert.That(progress[^1], Has.Property("Done").EqualTo(40).And.Property("Total").EqualTo(40).And.Property("Remaining").EqualTo(TimeSpan.Zero));

        // Complete, it is read again.
        var third = new ScriptedModel(_ => "");
        var again = Run(Sums, third, Configure);
        Assert.That(third.Asked, Is.Empty);
        Assert.That(again.Rows.Select(r => r.Answer), Is.EqualTo(result.Rows.Select(r => r.Answer)));

        // Anything else has a file of its own.
        Run(Sums, third, o => { Configure(o); o.Shots = 2; });
        Assert.That(Directory.GetFiles(Path.Combine(_folder, "results")), Has.Length.EqualTo(2));
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"outputs\"", "\"outputz\""));
        Assert.That(() => Run(Sums, third, Configure), Throws.TypeOf<DataFormatException>().With.Message.Contains(file));
    }

    [Test]
    public void ModelsAreComparedQuestionByQuestion()
    {
        var first = Run(Sums, new ScriptedModel(p => $" {(Asked(p.Text).Number < 10 ? -1 : Asked(p.Text).Sum)}") { Name = "a", Fingerprint = "a" });
        var second = Run(Sums, new ScriptedModel(p => $" {(Asked(p.Text).Number is 5 or 30 ? -1 : Asked(p.Text).Sum)}") { Name = "b", Fingerprint = "b" });
        var comparison = TaskComparison.Compare(first, second);
        Assert.That(comparison.Difference.Value, Is.EqualTo(8 / 40.0).Within(1e-12));
        Assert.That((comparison.OnlyFirst, comparison.OnlySecond), Is.EqualTo((1, 9)));
        Assert.That(comparison.PValue, Is.EqualTo(2 * (1 + 10) / 1024.0).Within(1e-12));

        var other = Run(Sums, new ScriptedModel(_ => " 1") { Fingerprint = "b" }, o => o.Shots = 2);
        Assert.That(
            () => TaskComparison.Compare(first, other),
            Throws.TypeOf<PipelineException>().With.Message.Contains("shots: 0 against 2 First").And.Message.Contains("cannot be compared"));
        Assert.That(TaskComparison.Compare(first, other, force: true).Differences, Is.Not.Empty);
    }

    [TestCase(0, 0, 1)]
    [TestCase(5, 5, 1)]
    [TestCase(0, 10, 2 / 1024.0)]
    [TestCase(1, 9, 22 / 1024.0)]
    public void McNemarsTestIsExact(int first, int second, double expected) =>
        Assert.That(TaskComparison.McNemar(first, second), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void McNemarsTestHoldsForManyPairs() =>
        Assert.That(TaskComparison.McNemar(5000, 5000), Is.EqualTo(1).Within(1e-9));

    [Test]
    public void TextsAreScoredByTheirLikelihood()
    {
        File.WriteAllText(Path.Combine(_folder, "text.txt"), " = One = \n\nwords of one\n\n = Two = \n\nmore words é\n");
        var task = new EvaluationTask
        {
            Name = "text",
            Format = "text",
            Data = "text.txt",
            Scoring = TaskScoring.Likelihood,
            Metric = "bits-per-byte",
            Prompt = new() { Question = "{Question}" },
        };
        var model = new ScriptedModel(_ => "", (_, text) => -text.Length * Math.Log(2));
        var result = Run(task, model);
        Assert.That(result.Rows, Has.Count.EqualTo(2));
        Assert.That(string.Concat(model.Asked.Order(StringComparer.Ordinal)), Is.EqualTo(File.ReadAllText(Path.Combine(_folder, "text.txt"))));
        Assert.That(result.Score.Value, Is.EqualTo(49 / 50.0).Within(1e-12));
        Assert.That(result.HigherIsBetter, Is.False);
        var words = Run(task with { Metric = "word-perplexity" }, model);
        Assert.That(words.Score.Value, Is.EqualTo(Math.Pow(2, 49 / 12.0)).Within(1e-9));
    }

    [Test]
    public void LabelsAreScoredTogether()
    {
        File.WriteAllLines(Path.Combine(_folder, "cola.tsv"), Enumerable.Range(0, 20).Select(i => $"x\t{(i < 12 ? 1 : 0)}\t\tSentence {i}."));
        var task = Context.Evaluation.GetTask("cola") with { Name = "cola-small", Data = "cola.tsv" };

        // 9 of 12 and 6 of 8 right.
        var model = new ScriptedModel(_ => "", (context, option) =>
        {
            var i = int.Parse(Digits().Match(context).Value);
            var acceptable = i < 9 || i is 12 or 13;
            return option.Contains("un") != acceptable ? -1 : -100;
        });
        var result = Run(task, model);
        var (tp, tn, fp, fn) = (9.0, 6.0, 2.0, 3.0);
        Assert.That(result.Score.Value, Is.EqualTo((tp * tn - fp * fn) / Math.Sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))).Within(1e-12));
    }

    [Test]
    public void ATaskIsWrittenInAFile()
    {
        var path = Path.Combine(_folder, "task.json");
        foreach (var task in EvaluationTasks.All)
        {
            EvaluationTaskFile.Write(task, path);
            var read = EvaluationTaskFile.Read(path);
            Assert.That(read with { Stops = task.Stops }, Is.EqualTo(task));
            Assert.That(read.Stops, Is.EqualTo(task.Stops));
        }

        File.WriteAllText(path, """
            {
              // Answers of one word.
              "name": "capitals", "format": "question-answer", "data": "capitals.jsonl",
              "prompt": { "question": "Q: {Question}\nA:" }, "extraction": "until(\\n,.)", "comparison": "text", "maximumTokens": 8,
            }
            """);
        File.WriteAllText(Path.Combine(_folder, "capitals.jsonl"), """{"question":"Capital of France?","answer":"Paris"}""");
        var result = Run(EvaluationTaskFile.Read(path), new ScriptedModel(_ => " paris."));
        Assert.That(result.Score.Value, Is.EqualTo(1));
        File.WriteAllText(path, """{ "name": "x", "format": "gsm8k", "promt": {} }""");
        Assert.That(() => EvaluationTaskFile.Read(path), Throws.TypeOf<DataFormatException>().With.Message.Contains("promt"));
    }

    [Test]
    public void EveryTaskNamesWhatThereIs()
    {
        foreach (var task in EvaluationTasks.All)
        {
            Assert.That(Context.Evaluation.GetTask(task.Name), Is.SameAs(task));
            Assert.That(TaskFormatTests.Format(task.Format), Is.Not.Null);
            Assert.That(() => AnswerExtractor.Parse(task.Extraction), Throws.Nothing, task.Name);
            Assert.That(() => AnswerComparison.Get(task.Comparison, _services), Throws.Nothing, task.Name);
        }
    }

    [Test]
    public void WhatIsUnknownIsRefusedWithWhatThereIs()
    {
        var model = new ScriptedModel(_ => "");
        Refused(() => Context.Evaluation.GetTask("gsm8"), "gsm8k");
        Refused(() => Run(Sums with { Format = "gsm9k" }, model), "gsm8k");
        Refused(() => Run(Sums with { Comparison = "nummer" }, model), "number-or-text");
        Refused(() => Run(Sums with { Extraction = "nummer" }, model), "number(last)");
        Refused(() => Run(Sums with { Metric = "median" }, model), "mean");
        Refused(() => Run(Sums with { Metric = "matthews" }, model), "generated");
        Refused(() => Run(Exam, new OnlyWrites()), "how likely");
        Refused(() => Run(Exam, model, o => o.Samples = 3), "samples");
        Refused(() => Run(Sums, model, o => o.Shots = 41), "Lower Shots");
        Refused(() => Run(Sums with { Prompt = new() { Question = "{Quest" } }, model), "'Question'");
        Refused(() => Run(Sums with { Prompt = new() { Question = "{Quest}" } }, model), "'Quest'");
        Refused(() => Run(Exam with { Scoring = TaskScoring.OptionText, Format = "gsm8k", Data = "sums.jsonl" }, model), "no options");
        Refused(() => Run(Exam, new ScriptedModel(_ => "", (_, _) => double.NaN)), "NaN");
        Assert.That(
            () => Run(Sums, model, o => o.Reasoning = ReasoningMode.Shown), Throws.TypeOf<OptionsException>().With.Message.Contains("Shots"));

        static void Refused(Action act, string expected) =>
            Assert.That(act, Throws.InstanceOf<PipelineException>().With.Message.Contains(expected));
    }

    private TaskResult Run(EvaluationTask task, ILanguageModel model, Action<TaskRunOptions>? configure = null) =>
        Context.Evaluation.RunTask(task, model, o =>
        {
            o.DataFolder = _folder;
            configure?.Invoke(o);
        });

    // The last question of a prompt.
    private static (int Number, int Sum) Asked(string prompt)
    {
        var match = QuestionLine().Matches(prompt)[^1];
        var (left, right) = (int.Parse(match.Groups[1].Value), int.Parse(match.Groups[2].Value));
        return (left, left + right);
    }

    [GeneratedRegex(@"What is (\d+) \+ (\d+)\?")]
    private static partial Regex QuestionLine();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    private sealed class Told(Action<TaskProgress> tell) : IProgress<TaskProgress>
    {
        public void Report(TaskProgress value) => tell(value);
    }

    private sealed class OnlyWrites : ILanguageModel
    {
        public string Name => "writer";

        public string Fingerprint => "writer";

        public IReadOnlyList<GeneratedText> Generate(
            IReadOnlyList<TextPrompt> prompts, TextGenerationSettings settings, CancellationToken cancellationToken = default) => [];
    }
}
