using System.Globalization;
using System.Text.RegularExpressions;
using Pipelines.Testing.Documentation;

namespace Pipelines.Evaluation.Tests;

/// <summary>The page shows what is compiled, and the tasks there are.</summary>
internal sealed partial class TasksPageTests
{
    private static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Documentation");

    private static string Page => File.ReadAllText(Path.Combine(Folder, "tasks.md"));

    [Test]
    public void ExamplesAreTheCompiledOnes()
    {
        var code = string.Join('\n', new[] { "TasksPageExamples.cs.txt", "QuizFormat.cs.txt" }.Select(f => File.ReadAllText(Path.Combine(Folder, f))));
        PageExamples.AssertCompiled(Path.Combine(Folder, "tasks.md"), code, Has.Count.EqualTo(7));
    }

    [Test]
    public void TheTableHasAllTasksAsTheyAre()
    {
        var rows = Page.ReplaceLineEndings("\n").Split('\n').SkipWhile(l => !l.StartsWith("| task |", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|'));
        Assert.That(string.Join('\n', rows), Is.EqualTo(string.Join('\n', EvaluationTasks.All.Select(Row))));
        Assert.That(Page, Does.Contain($"`{Line(new TaskPrompt().Question)}`"));
    }

    [Test]
    public void TheTaskOfTheFileRuns()
    {
        var (task, data) = (Temporary(JsonBlock().Match(Page).Groups[1].Value), Temporary("""{"question":"Capital of France?","answer":"Paris"}"""));
        try
        {
            using var context = PipelineContext.Create(p => p.AddEvaluation().AddEvaluationTask(task));
            var result = context.Evaluation.RunTask("capitals", new ScriptedModel(_ => " paris."), o => o.Data = data);
            Assert.That(result.Score.Value, Is.EqualTo(1));
        }
        finally
        {
            File.Delete(task);
            File.Delete(data);
        }
    }

    [TestCase(0, ReasoningMode.None, "= blue")]
    [TestCase(1, ReasoningMode.Shown, "Air scatters it. So it is Blue.")]
    public void TheTaskOfTheFormatRuns(int shots, ReasoningMode reasoning, string answer)
    {
        var data = Temporary("""
            Colour of the sky?	blue	Air scatters that light most.	physics
            Colour of coal?	black	It keeps all light.	physics
            Legs of a spider?	eight	It is no insect.	animals
            Legs of an ant?	six	It is an insect.	animals
            """);
        try
        {
            using var context = PipelineContext.Create(TasksPageExamples.Register);
            var model = new ScriptedModel(prompt => prompt.Text.EndsWith("sky?\n", StringComparison.Ordinal) ? answer : "= seven");
            var result = context.Evaluation.RunTask("quiz", model, o => (o.Data, o.Shots, o.Reasoning, o.Examples) = (data, shots, reasoning, data));
            Assert.That(result.Rows.Select(r => r.Score), Is.EqualTo(new[] { 1.0, 0, 0, 0 }));
            Assert.That(result.Categories.Keys, Is.EquivalentTo(new[] { "physics", "animals" }));
            Assert.That(model.Asked.Any(p => p.Contains("It is no insect. So it is eight.", StringComparison.Ordinal)), Is.EqualTo(shots == 1));
        }
        finally
        {
            File.Delete(data);
        }
    }

    private static string Row(EvaluationTask task)
    {
        var writes = task.Scoring == TaskScoring.Generate;
        var answer = task.Scoring switch
        {
            TaskScoring.Generate => string.Create(CultureInfo.InvariantCulture, $"written, {task.MaximumTokens} tokens"),
            TaskScoring.OptionLetter => "likeliest letter",
            TaskScoring.OptionText => "likeliest text",
            _ => "likelihood",
        };
        var prompt = task.Prompt.Question == new TaskPrompt().Question ? "usual" : $"`{Line(task.Prompt.Question)}`";
        return $"| `{task.Name}` | `{task.Format}` | `{task.Data}` | {prompt} | {answer} | {(writes ? $"`{task.Extraction.Replace("|", "\\|")}`" : "")} "
            + $"| {(writes ? $"`{task.Comparison}`" : "")} | `{task.Metric}` |";
    }

    private static string Line(string template) => template.Replace('\n', '⏎');

    private static string Temporary(string content)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"page-{Guid.NewGuid():N}.jsonl");
        File.WriteAllText(path, content);
        return path;
    }

    [GeneratedRegex("```json\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
