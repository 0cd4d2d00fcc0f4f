using System.Runtime.Versioning;
using System.Text.Json;
using System.Xml.Linq;
using Pipelines.Samples.Tests.Shared;

namespace Pipelines.Samples.Tests.Shakespeare;

public class ShakespeareTests
{
    [TestCase("char", "nano")]
    [TestCase("bpe", "nano-llama")]
    public async Task LeavesEverythingItPromises(string tokenizer, string preset)
    {
        using var folder = new TemporaryFolder();
        var data = folder.Write("input.txt", ShortPlay.Text);
        var output = folder.Combine("out");

        var run = await Run("--data", data, "--steps", "3", "--tokenizer", tokenizer, "--preset", preset, "--out", output);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Is.Empty);
        var report = SampleRun.ReadReport(output);
        using (Assert.EnterMultipleScope())
        {
            foreach (var file in (string[])["loss.svg", "samples.txt", "shakespeare.pipeline"])
                Assert.That(new FileInfo(Path.Combine(output, file)), Has.Length.Positive);
            Assert.That(report.GetProperty("sample").GetString(), Is.EqualTo("shakespeare"));
            foreach (var metric in (string[])["validationLoss", "trainLoss", "parameters", "tokensPerSecond", "secondsToFirstStep",
                "trainableParameters", "peakBytes", "optimizerBytes", "peakWorkingSetBytes"])
                Assert.That(report.GetProperty("metrics").GetProperty(metric).GetDouble(), Is.Positive, metric);
            Assert.That(report.GetProperty("metrics").EnumerateObject().Select(m => m.Value.ValueKind),
                Has.All.AnyOf(JsonValueKind.Number, JsonValueKind.Null));
            Assert.That(
                report.GetProperty("history").EnumerateArray().Select(h => h.GetProperty("step").GetInt32()), Is.EqualTo([1, 2, 3]));
            Assert.That(report.GetProperty("history")[2].GetProperty("validationLoss").GetDouble(),
                Is.EqualTo(report.GetProperty("metrics").GetProperty("validationLoss").GetDouble()));
            Assert.That(report.GetProperty("samples").GetArrayLength(), Is.EqualTo(3));
            Assert.That(report.GetProperty("settings").GetProperty("tokenizer").GetString(), Is.EqualTo(tokenizer));
            Assert.That(report.GetProperty("environment").GetProperty("threads").GetInt32(), Is.Positive);
            foreach (var kind in (string[])["weightBytes", "gradientBytes", "optimizerBytes", "activationBytes", "workspaceBytes",
                "peakBytes"])
                Assert.That(report.GetProperty("memory").GetProperty("training").GetProperty(kind).GetInt64(), Is.Positive, kind);
            Assert.That(report.ToString(), Does.Not.Contain(folder.Path), "the report names no place on this machine");
            Assert.That(XDocument.Load(Path.Combine(output, "loss.svg")).Root!.Name.LocalName, Is.EqualTo("svg"));
            Assert.That(run.Output, Does.Contain("3/3").And.Contain("validation"));
        }
    }

    [Test]
    public async Task TheSavedPipelineOpensAndScores()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Write("input.txt", ShortPlay.Text);
        var run = await Run("--data", data, "--steps", "2", "--out", folder.Combine("out"));
        Assert.That(run.ExitCode, Is.Zero, run.Error);

        using var context = PipelineContext.Create(builder => builder.AddGpt());
        var pipeline = context.Model.Load(Path.Combine(folder.Combine("out"), "shakespeare.pipeline"));
        var lines = context.Data.TakeRows(context.Data.LoadFromTextFile(data, o => o.KeepLineEnds = true), 20);
        var losses = pipeline.Transform(lines).GetColumn<float>(ColumnNames.Loss).ToArray();

        Assert.That(losses, Has.Length.EqualTo(20).And.All.GreaterThanOrEqualTo(0f));
        Assert.That(losses.Max(), Is.InRange(3f, 6f), "two steps from a uniform guess over some sixty characters");
    }

    [Test]
    public async Task AFreshRunDoesNotResumeFromAnEarlierOne()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Write("input.txt", ShortPlay.Text);
        var output = folder.Combine("out");
        await Run("--data", data, "--steps", "3", "--out", output);
        await Run("--data", data, "--steps", "2", "--out", output);

        var resumed = await Run("--data", data, "--steps", "3", "--out", output, "--resume");

        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        Assert.That(SampleRun.ReadReport(output).GetProperty("history").GetArrayLength(), Is.EqualTo(3));
        Assert.That(resumed.Output, Does.Contain("3/3").And.Not.Contain("2/3"), "steps 1 and 2 come from the second run");
    }

    [Test]
    public async Task WithoutAFileItWritesAPlay()
    {
        using var folder = new TemporaryFolder();
        var run = await Run("--steps", "1", "--seed", "5", "--prompt", "DUKE:\n", "--out", folder.Path);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var report = SampleRun.ReadReport(folder.Path);
        Assert.That(new FileInfo(folder.Combine("play.txt")), Has.Length.GreaterThan(300_000));
        Assert.That(report.GetProperty("settings").GetProperty("seed").GetInt32(), Is.EqualTo(5));
        Assert.That(report.GetProperty("samples")[0].GetProperty("prompt").GetString(), Is.EqualTo("DUKE:\n"));
    }

    [Test]
    public async Task GoesOnFromAModelFolder()
    {
        using var folder = new TemporaryFolder();
        await SampleCase.All.Single(s => s.Name == "Inspect").RunAsync("--out", folder.Combine("inspect"));
        var model = Path.Combine(folder.Combine("inspect"), "model");
        var data = folder.Write("input.txt", ShortPlay.Text);
        var run = await Run("--data", data, "--model", model, "--steps", "2", "--out", folder.Combine("out"));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var settings = SampleRun.ReadReport(folder.Combine("out")).GetProperty("settings");
        Assert.That(settings.GetProperty("config").GetProperty("layerCount").GetInt32(), Is.EqualTo(2), "that of the folder");
        Assert.That(settings.GetProperty("model").GetString(), Is.EqualTo("model"));
        await ExpectUserError(["--model", model, "--tokenizer", "bpe"], "--tokenizer");
    }

    [TestCase("")]
    [TestCase("a")]
    [TestCase("O speak,\nagain!\n")]
    public async Task TooLittleTextIsAnErrorThatSaysSo(string text)
    {
        using var folder = new TemporaryFolder();
        await ExpectUserError(["--data", folder.Write("input.txt", text), "--out", folder.Combine("out")],
            text.Length == 0 ? "empty" : text.Length == 1 ? "line" : "block");
    }

    [Test]
    public async Task ABinaryFileIsAnErrorThatSaysSo()
    {
        using var folder = new TemporaryFolder();
        var bytes = new byte[4096];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(folder.Combine("input.bin"), bytes);
        await ExpectUserError(["--data", folder.Combine("input.bin"), "--out", folder.Combine("out")], "input.bin");
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    [Platform(Exclude = "Win", Reason = "The test takes the right to write away by file mode.")]
    public async Task AReadOnlyOutputFolderIsAnErrorThatNamesTheOption()
    {
        if (Environment.IsPrivilegedProcess)
            Assert.Ignore("A privileged process may write everywhere.");
        using var folder = new TemporaryFolder();
        var output = Directory.CreateDirectory(folder.Combine("out"));
        output.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        try
        {
            await ExpectUserError(["--steps", "1", "--out", output.FullName], "--out");
        }
        finally
        {
            output.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }
    }

    [Test]
    public async Task ResumingWithAnotherModelIsAnErrorThatSaysSo()
    {
        using var folder = new TemporaryFolder();
        string[] args = ["--data", folder.Write("input.txt", ShortPlay.Text), "--steps", "1", "--out", folder.Combine("out")];
        await Run(args);
        await ExpectUserError([.. args, "--resume", "--preset", "nano-llama"], "resume");
    }

    [TestCase("--preset", "huge", "nano-llama")]
    [TestCase("--tokenizer", "words", "bpe")]
    [TestCase("--steps", "0", "--steps")]
    [TestCase("--threads", "-1", "--threads")]
    [TestCase("--seed", "x", "--seed")]
    [TestCase("--prompt", "", "--prompt")]
    public Task AWrongArgumentIsAnErrorThatNamesIt(string option, string value, string expected) =>
        ExpectUserError([option, value], expected);

    private static async Task ExpectUserError(string[] args, string expected)
    {
        var run = await Run(args);
        run.AssertUserError(expected);
    }

    private static Task<SampleRun> Run(params string[] args) => SampleRun.Of(global::Shakespeare.Program.RunAsync, args);
}
