using System.Text.Json;
using System.Xml.Linq;
using InstructionTuning;

namespace Pipelines.Samples.Tests.InstructionTuning;

public class InstructionTuningTests
{
    private static readonly string[] Names = ["adamw", "sgd", "badam", "lora"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    [Category("Slow")]
    public async Task ComparesOptimizersOnGeneratedInstructions()
    {
        var output = _folder.Combine("out");
        var run = await Run("--pretrain-steps", "2", "--steps", "6", "--batch-size", "2", "--switch-every", "2", "--out", output);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var report = SampleRun.ReadReport(output);
        var metrics = report.GetProperty("metrics");
        using (Assert.EnterMultipleScope())
        {
            foreach (var file in (string[])["loss.svg", "comparison.md", "pretrain.txt", "instructions.jsonl", "adamw.pipeline",
                "badam.pipeline", "lora.pipeline"])
                Assert.That(new FileInfo(Path.Combine(output, file)), Has.Length.Positive);
            foreach (var name in Names)
            {
                string[] positive =
                    ["validationLoss", "tokensPerSecond", "peakBytes", "gradientBytes", "optimizerBytes", "weightBytes", "activationBytes",
                        "trainableParameters"];
                foreach (var metric in positive)
                    Assert.That(metrics.GetProperty($"{name}.{metric}").GetDouble(), Is.Positive, metric);
                Assert.That(metrics.GetProperty($"{name}.validationLoss").GetDouble(),
                    Is.LessThan(metrics.GetProperty("base.validationLoss").GetDouble()));
                Assert.That(report.GetProperty("histories").GetProperty(name).GetArrayLength(), Is.EqualTo(6));
                Assert.That(run.Output, Does.Contain(name));
            }

            Assert.That(metrics.EnumerateObject().Select(m => m.Value.ValueKind), Has.All.AnyOf(JsonValueKind.Number, JsonValueKind.Null));
            Assert.That(report.GetProperty("history").GetArrayLength(), Is.EqualTo(6));
            Assert.That(
                report.GetProperty("samples").EnumerateArray().Select(s => s.GetProperty("model").GetString()).Distinct(),
                Is.EqualTo(["base", .. Names]), "before and after");
            Assert.That(report.ToString(), Does.Not.Contain(_folder.Path), "the report names no place on this machine");
            Assert.That(
                XDocument.Load(Path.Combine(output, "loss.svg")).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value),
                Is.SupersetOf(Names.Select(n => n + ", training")));
        }

        // What BAdam keeps is what AdamW keeps of the largest block, and gradients likewise.
        double Kept(string name) => Metric($"{name}.optimizerBytes") + Metric($"{name}.gradientBytes");
        Assert.That(Kept("badam"), Is.InRange(0.1 * Kept("adamw"), 1.1 * Metric("badam.largestBlockShare") * Kept("adamw")));
        Assert.That(Metric("adamw.optimizerBytes"), Is.EqualTo(8 * Metric("parameters")).Within(1).Percent);

        // An adapter is a small part of the model, and its gradients and moments are all that is kept.
        Assert.That(Metric("lora.trainableParameters"), Is.InRange(1, 0.2 * Metric("adamw.trainableParameters")));
        Assert.That(Metric("lora.optimizerBytes"), Is.EqualTo(8 * Metric("lora.trainableParameters")).Within(1).Percent);
        Assert.That(
            Metric("lora.weightBytes"), Is.EqualTo(Metric("adamw.weightBytes") + 4 * Metric("lora.trainableParameters")).Within(1).Percent);
        double Metric(string name) => metrics.GetProperty(name).GetDouble();
    }

    [Test]
    public async Task TuningLeavesTheRowsThatAreReportedAlone()
    {
        var data = _folder.Write("data.jsonl", Alpaca(200));
        var plain = await Preflight("--data", data);
        var tuning = await Preflight("--data", data, "--tuning");
        Assert.That(tuning.ExitCode, Is.Zero, tuning.Error);
        Assert.That(Rows(tuning), Is.LessThan(Rows(plain)).And.GreaterThan(Rows(plain) / 2));

        static int Rows(SampleRun run) =>
            int.Parse(System.Text.RegularExpressions.Regex.Match(run.Output, @"(\d+) of \d+ examples").Groups[1].Value);
    }

    [Test]
    [Category("Slow")]
    public async Task GoesOnFromAModelFolderAndFromAStop()
    {
        var data = _folder.Write("data.jsonl", Alpaca(60));
        var straight = _folder.Combine("straight");
        string[] args = ["--data", data, "--pretrain", _folder.Write("text.txt", Text()), "--steps", "4", "--batch-size", "2",
            "--optimizers", "adamw,badam"];
        var first = await Run([.. args, "--pretrain-steps", "2", "--out", straight]);
        Assert.That(first.ExitCode, Is.Zero, first.Error);

        // From the saved base the same comparison comes out.
        string[] again = [.. args, "--model", Path.Combine(straight, "base")];
        using var stop = new CancellationTokenSource();
        using var error = new StringWriter();
        using var output = new WriterThatWatches("── badam", stop.Cancel);
        var stopped = await Program.RunAsync(
            [.. again, "--out", _folder.Combine("stopped")], new SampleConsole(output, error, isInteractive: false), stop.Token);
        Assert.That(stopped, Is.EqualTo(130), error.ToString());
        var resumed = await Run([.. again, "--out", _folder.Combine("stopped"), "--resume"]);
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        foreach (var name in (string[])["adamw", "badam"])
            Assert.That(Loss(_folder.Combine("stopped"), name), Is.EqualTo(Loss(straight, name)), name);

        var other = await Run([.. again, "--out", _folder.Combine("stopped"), "--resume", "--learning-rates", "adamw=5e-4"]);
        Assert.That(other.ExitCode, Is.EqualTo(1));
        Assert.That(other.Error, Does.Contain("0.0005").And.Contain("same options"));
    }

    [Test]
    public async Task ReadsMessagesInBothSpellings()
    {
        var array = "[" + string.Join(",", Enumerable.Range(0, 40).Select(i =>
            $$"""{"messages": [{"role": "user", "content": "Say {{i}}."}, {"role": "assistant", "content": "{{i}}"}]}""")) + "]";
        var lines = string.Join("\n", Enumerable.Range(0, 40).Select(i =>
            $$"""{"conversations": [{"from": "human", "value": "Say {{i}}."}, {"from": "gpt", "value": "{{i}}"}], "id": {{i}}}"""));
        foreach (var file in (string[])[_folder.Write("a.json", array), _folder.Write("b.jsonl", lines)])
        {
            var run = await Preflight("--data", file);
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(run.Output, Does.Match(@"<\|im_start\|>user\nSay \d+\.<\|im_end\|>\n<\|im_start\|>assistant\n⟦\d+<\|im_end\|>"));
        }
    }

    [Test]
    public async Task ThePreflightOfGoodRowsSaysWhatIsLearned()
    {
        var run = await Preflight("--data", _folder.Write("data.jsonl", Alpaca(60)));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("⟦").And.Contain("tokens are learned"));
        Assert.That(Path.Combine(_folder.Combine("out"), SampleReport.FileName), Does.Not.Exist, "nothing was trained");
    }

    [Test]
    public async Task APromptThatFillsTheContextIsNamedByItsRow()
    {
        var row = JsonSerializer.Serialize(
            new { instruction = string.Concat(Enumerable.Range(0, 900).Select(i => $"{i * 7919} ")), input = "", output = "long" });
        var data = _folder.Write("data.jsonl", Alpaca(60) + "\n" + row);
        var run = await Preflight("--data", data, "--validation", _folder.Write("held.jsonl", Alpaca(10, from: 100)));
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Error, Does.Match("(?i)row 60").And.Contain("no token of the example is to be learned").And.Contain("cut"));
        Assert.That((await Preflight("--data", data, "--empty", "drop")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task RowsThatAreMeasuredAndLearnedAreRefused()
    {
        var data = _folder.Write("data.jsonl", Alpaca(60));
        await ExpectUserError(["--data", data, "--validation", data, "--preflight"], "also trained on");
    }

    [TestCase("", "empty")]
    [TestCase("hello", "begins with 'h'")]
    [TestCase("""{"question": "2+2?", "answer": "4"}""", "question, answer")]
    [TestCase("""{"instruction": "2+2?", "output": "4"}""", "too few rows")]
    [TestCase("""[{"instruction": "2+2?", "output":""", "input")]
    public async Task AFileThatHoldsNoInstructionsIsAnErrorThatSaysSo(string text, string expected) =>
        await ExpectUserError(["--data", _folder.Write("input.json", text)], expected);

    [TestCase("--optimizers", "adamw,adagrad", "adagrad")]
    [TestCase("--optimizers", "sgd,sgd", "at most once")]
    [TestCase("--optimizers", ",", "empty")]
    [TestCase("--learning-rates", "adamw=fast", "adamw=fast")]
    [TestCase("--learning-rates", "1e-3", "1e-3")]
    [TestCase("--preset", "huge", "small")]
    [TestCase("--steps", "0", "--steps")]
    [TestCase("--pretrain", "nowhere.txt", "nowhere.txt")]
    public Task AWrongArgumentIsAnErrorThatNamesIt(string option, string value, string expected) =>
        ExpectUserError([option, value], expected);

    private static string Alpaca(int count, int from = 0) => string.Join("\n", Enumerable.Range(from, count).Select(i =>
        $$"""{"instruction": "Say the number.", "input": "{{i}}", "output": "{{i}}", "source": "made"}"""));

    // The vocabulary is the text's own, so it has the words of the prompts.
    private static string Text() => string.Concat(Enumerable.Range(0, 300).Select(i =>
        $"Below is an instruction that describes a task, paired with an input that provides further context. The number {i} follows.\n"
        + $"Write a response that appropriately completes the request.\n### Instruction: ### Input: ### Response: {i}\n"));

    private static double Loss(string folder, string name) =>
        SampleRun.ReadReport(folder).GetProperty("metrics").GetProperty($"{name}.validationLoss").GetDouble();

    private Task<SampleRun> Preflight(params string[] args) => Run([.. args, "--preflight", "--out", _folder.Combine("out")]);

    private async Task ExpectUserError(string[] args, string expected)
    {
        var run = await Run([.. args, "--out", _folder.Combine("out")]);
        run.AssertUserError(expected);
    }

    private static Task<SampleRun> Run(params string[] args) => SampleRun.Of(Program.RunAsync, args);
}
