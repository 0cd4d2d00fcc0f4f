using System.Text.Json;
using MathReasoning;

namespace Pipelines.Samples.Tests.MathReasoning;

public class MathReasoningTests
{
    private static readonly string[] Short = ["--steps", "3", "--batch-size", "2", "--limit", "4", "--samples", "2"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    [Category("Slow")]
    public async Task ComparesDirectAnswersWithChainsOfThought()
    {
        var output = _folder.Combine("out");
        var run = await Run([.. Short, "--out", output]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var report = SampleRun.ReadReport(output);
        var metrics = report.GetProperty("metrics");
        using (Assert.EnterMultipleScope())
        {
            string[] files = ["loss.svg", "accuracy.svg", "comparison.md", "problems.jsonl", "examples.jsonl", "model/model.safetensors",
                "model/tokenizer.json"];
            foreach (var file in files)
                Assert.That(new FileInfo(Path.Combine(output, file)), Has.Length.Positive);
            string[] cells =
                ["direct.0shot", "direct.2shot", "direct.4shot", "chainOfThought.0shot", "chainOfThought.2shot", "chainOfThought.4shot",
                    "selfConsistency"];
            foreach (var cell in cells)
            {
                foreach (var metric in (string[])["accuracy", "unparsedRate", "cutOffRate", "promptCutRate"])
                    Assert.That(metrics.GetProperty($"{cell}.{metric}").GetDouble(), Is.InRange(0, 1), cell);
            }

            foreach (var shots in (int[])[0, 2, 4])
                Assert.That(metrics.GetProperty($"gain.{shots}shot").GetDouble(), Is.InRange(-1, 1));
            Assert.That(metrics.GetProperty("steps").GetDouble(), Is.EqualTo(3));
            Assert.That(metrics.GetProperty("parameters").GetDouble(), Is.Positive);
            Assert.That(Directory.GetFiles(Path.Combine(output, "results")), Has.Length.EqualTo(7));
            Assert.That(File.ReadAllLines(Path.Combine(output, "problems.jsonl")), Has.Length.EqualTo(4));
            foreach (var part in (string[])["sums", "alone", "row"])
                Assert.That(report.GetProperty("histories").GetProperty(part).GetArrayLength(), Is.EqualTo(1), part);
            Assert.That(report.ToString(), Does.Not.Contain(_folder.Path), "the report names no place on this machine");
            Assert.That(run.Output, Does.Contain("self-consistency").And.Contain("McNemar"));
            Assert.That(File.ReadAllText(Path.Combine(output, "comparison.md")), Does.Contain("| chain of thought | 4 |"));
        }

        // What was learned can be asked again from its folder, with the questions' file as any other data set.
        var data = Path.Combine(output, "problems.jsonl");
        var rows = File.ReadAllLines(data).Select(line => JsonDocument.Parse(line).RootElement).Select(row => JsonSerializer.Serialize(new
        {
            question = row.GetProperty("question").GetString(),
            answer = $"{row.GetProperty("steps").GetString()}\n#### {row.GetProperty("answer").GetInt32()}",
        }));
        var gsm = _folder.Write("test.jsonl", string.Join('\n', rows));
        var again = await Run(
            "--model", Path.Combine(output, "model"), "--data", gsm, "--task", "gsm8k", "--shots", "1,0", "--samples", "1", "--limit", "2",
            "--out",
            _folder.Combine("real"));
        Assert.That(again.ExitCode, Is.Zero, again.Error);
        var other = SampleRun.ReadReport(_folder.Combine("real")).GetProperty("metrics");
        Assert.That(other.GetProperty("questions").GetDouble(), Is.EqualTo(2));
        Assert.That(other.TryGetProperty("chainOfThought.1shot.accuracy", out _), Is.True);
        Assert.That(other.TryGetProperty("selfConsistency.accuracy", out _), Is.False);
        Assert.That(other.TryGetProperty("steps", out _), Is.False, "nothing was trained");
    }

    [TestCase("--data x.jsonl", "--model")]
    [TestCase("--task gsm8k", "--data")]
    [TestCase("--model nowhere --data x --task gsm8", "gsm8k")]
    [TestCase("--model nowhere --data x --task mmlu", "chosen")]
    [TestCase("--shots 0,two", "'two'")]
    [TestCase("--shots 2,2", "each once")]
    [TestCase("--temperature 0", "above 0")]
    [TestCase("--limit 0", "--limit")]
    public async Task AWrongArgumentIsAnErrorThatSaysSo(string arguments, string expected)
    {
        var run = await Run([.. arguments.Split(' '), "--out", _folder.Combine("out")]);
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Error, Does.Contain(expected));
        Assert.That(run.Error.Trim().Split('\n'), Has.Length.EqualTo(1));
    }

    private static Task<SampleRun> Run(params string[] args) => SampleRun.Of(Program.RunAsync, args);
}
