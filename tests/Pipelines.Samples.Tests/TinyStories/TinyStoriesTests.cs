using System.Text.Json;
using Pipelines.Samples.Tests.Shared;
using TinyStories;
using TinyStories.Stories;

namespace Pipelines.Samples.Tests.TinyStories;

public class TinyStoriesTests
{
    private static readonly string[] Short = ["--pretrain-steps", "3", "--sft-steps", "3", "--dpo-steps", "3", "--stories", "60"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    [Category("Slow")]
    public async Task GoesThroughAllStages()
    {
        var output = _folder.Combine("out");
        var run = await Run([.. Short, "--out", output]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var report = SampleRun.ReadReport(output);
        var metrics = report.GetProperty("metrics");
        using (Assert.EnterMultipleScope())
        {
            foreach (var file in (string[])["loss.svg", "preferences.svg", "stories.txt", "tiny-stories.pipeline",
                "model/model.safetensors"])
                Assert.That(new FileInfo(Path.Combine(output, file)), Has.Length.Positive);
            foreach (var stage in (string[])["pretrain", "sft", "dpo"])
            {
                foreach (var metric in (string[])["validationLoss", "storyLoss", "perplexity", "tokensPerSecond", "distinct1", "distinct2"])
                    Assert.That(metrics.GetProperty($"{stage}.{metric}").GetDouble(), Is.Positive, $"{stage}.{metric}");
                Assert.That(metrics.GetProperty($"{stage}.repetition").GetDouble(), Is.InRange(0, 1));
                Assert.That(report.GetProperty("histories").GetProperty(stage).GetArrayLength(), Is.EqualTo(3));
            }

            Assert.That(metrics.GetProperty("sft.validationLoss").GetDouble(),
                Is.LessThan(metrics.GetProperty("sft.validationLossBefore").GetDouble()));
            Assert.That(
                metrics.GetProperty("dpo.lossBefore").GetDouble(), Is.EqualTo(Math.Log(2)).Within(1e-6), "model and reference are one");
            Assert.That(metrics.GetProperty("dpo.rewardAccuracyBefore").GetDouble(), Is.Zero);
            Assert.That(metrics.GetProperty("dpo.rewardAccuracy").GetDouble(), Is.InRange(0, 1));
            Assert.That(metrics.GetProperty("parameters").GetDouble(), Is.InRange(7e5, 1.3e6));
            Assert.That(metrics.EnumerateObject().Select(m => m.Value.ValueKind), Has.All.EqualTo(JsonValueKind.Number));
        }
    }

    [Test]
    [Category("Slow")]
    public async Task GoesOnFromAModelFolderWithoutPretraining()
    {
        await SampleCase.All.Single(s => s.Name == "Inspect").RunAsync("--out", _folder.Combine("inspect"));
        var data = _folder.Write("stories.txt", string.Join("\n\n", new StoryWriter(4).Write(40).Select(s => s.Text)));
        var output = _folder.Combine("out");
        var run =
            await Run(["--steps", "4", "--data", data, "--model", Path.Combine(_folder.Combine("inspect"), "model"), "--out", output]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Not.Contain("Pretrain"));
        Assert.That(Metric(output, "given.storyLoss"), Is.Positive);
        var histories = SampleRun.ReadReport(output).GetProperty("histories").EnumerateObject();
        Assert.That(histories.Select(h => (h.Name, h.Value.GetArrayLength())), Is.EqualTo(new[] { ("sft", 1), ("dpo", 1) }), "shared out");
    }

    [TestCase("", "0 different stories")]
    [TestCase("One story. It has two sentences.", "1 different stories")]
    public async Task TooFewStoriesAreAnErrorThatSaysSo(string text, string expected)
    {
        var run = await Run(["--data", _folder.Write("stories.txt", text), "--out", _folder.Combine("out")]);
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Error, Does.Contain(expected).And.Contain("<|endoftext|>"));
        Assert.That(run.Error.Trim().Split('\n'), Has.Length.EqualTo(1));
    }

    [TestCase("--dpo-steps", "0", "--dpo-steps")]
    public async Task AWrongArgumentIsAnErrorThatNamesIt(string option, string value, string expected)
    {
        var run = await Run([option, value, "--out", _folder.Combine("out")]);
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Error, Does.Contain(expected));
    }

    private static double Metric(string folder, string name) =>
        SampleRun.ReadReport(folder).GetProperty("metrics").GetProperty(name).GetDouble();

    private static async Task<SampleRun> Run(string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await Program.RunAsync(args, new SampleConsole(output, error, isInteractive: false));
        return new SampleRun(exitCode, output.ToString(), error.ToString());
    }
}
