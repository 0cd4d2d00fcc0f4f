using System.Text.Json;
using System.Xml.Linq;
using Summarization;
using Summarization.Articles;

namespace Pipelines.Samples.Tests.Summarization;

public class SummarizationTests
{
    private static readonly string[] Names = ["full", "lastLayer", "lora", "qlora", "promptTuning"];
    private static readonly string[] Short = ["--pretrain-steps", "2", "--steps", "4", "--batch-size", "2"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    [Category("Slow")]
    public async Task ComparesMethodsOnGeneratedArticles()
    {
        var output = _folder.Combine("out");
        var run = await Run([.. Short, "--out", output]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var report = SampleRun.ReadReport(output);
        var metrics = report.GetProperty("metrics");
        double Metric(string name) => metrics.GetProperty(name).GetDouble();
        using (Assert.EnterMultipleScope())
        {
            foreach (var file in (string[])["loss.svg", "rank.svg", "virtual-tokens.svg", "temperature.svg", "comparison.md",
                "articles.jsonl", "lora.pipeline"])
                Assert.That(new FileInfo(Path.Combine(output, file)), Has.Length.Positive, file);
            foreach (var name in Names)
            {
                foreach (var metric in (string[])["validationLoss", "seconds", "peakBytes", "trainableParameters", "optimizerBytes"])
                    Assert.That(Metric($"{name}.{metric}"), Is.Positive, $"{name}.{metric}");
                Assert.That(Metric($"{name}.rougeL"), Is.InRange(Metric($"{name}.rougeLLower"), Metric($"{name}.rougeLUpper")));
                Assert.That(report.GetProperty("histories").GetProperty(name).GetArrayLength(), Is.EqualTo(4));
                Assert.That(run.Output, Does.Contain(name));
            }

            foreach (var metric in (string[])["lora.rank1.validationLoss", "lora.rank16.rougeL", "lora.temperature0.7.rougeL",
                "promptTuning.tokens1.validationLoss", "baseline.rougeL"])
                Assert.That(Metric(metric), Is.Not.Negative, metric);
            Assert.That(Metric("full.validationLoss"), Is.LessThan(Metric("baseline.validationLoss")));
            Assert.That(Metric("full.trainableParameters"), Is.EqualTo(Metric("parameters")));
            Assert.That(Metric("lora.rank16.trainableParameters"), Is.EqualTo(2 * Metric("lora.trainableParameters")), "of rank 8");
            Assert.That(Metric("promptTuning.trainableParameters"), Is.EqualTo(16 * 128), "virtual tokens by the model's width");
            Assert.That(Metric("qlora.trainableParameters"), Is.EqualTo(Metric("lora.trainableParameters")));
            Assert.That(Metric("qlora.peakBytes"), Is.LessThan(Metric("lora.peakBytes")), "the base is smaller");
            Assert.That(Metric("promptTuning.tokens1.trainableParameters"), Is.EqualTo(128));
            Assert.That(metrics.EnumerateObject().Select(m => m.Value.ValueKind), Has.All.EqualTo(JsonValueKind.Number));
            Assert.That(report.ToString(), Does.Not.Contain(_folder.Path), "the report names no place on this machine");
            Assert.That(
                report.GetProperty("samples").EnumerateArray().Select(s => s.GetProperty("model").GetString()).Distinct(),
                Is.EqualTo(["baseline", .. Names, "reference"]));
            Assert.That(
                XDocument.Load(Path.Combine(output, "loss.svg")).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value),
                Is.SupersetOf(Names.Select(n => n + ", validation")));
        }
    }

    [Test]
    [Category("Slow")]
    public async Task GoesOnFromAModelFolderAndFromAStop()
    {
        var data = _folder.Write("data.json", "[" + string.Join(",", Rows(60, "article", "highlights")) + "]");
        var straight = _folder.Combine("straight");
        string[] args = [.. Short, "--data", data, "--methods", "full,lora", "--effects", "none"];
        var first = await Run([.. args, "--out", straight]);
        Assert.That(first.ExitCode, Is.Zero, first.Error);

        // From the saved base the same comparison comes out.
        string[] again = [.. args, "--model", Path.Combine(straight, "base")];
        using var stop = new CancellationTokenSource();
        using var error = new StringWriter();
        using var output = new WriterThatWatches("── lora", stop.Cancel);
        var stopped = await Program.RunAsync(
            [.. again, "--out", _folder.Combine("stopped")], new SampleConsole(output, error, isInteractive: false), stop.Token);
        Assert.That(stopped, Is.EqualTo(130), error.ToString());
        var resumed = await Run([.. again, "--out", _folder.Combine("stopped"), "--resume"]);
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        foreach (var metric in (string[])["baseline.rougeL", "full.validationLoss", "lora.validationLoss", "lora.rougeL"])
            Assert.That(Metric(_folder.Combine("stopped"), metric), Is.EqualTo(Metric(straight, metric)), metric);

        var other = await Run([.. again, "--out", _folder.Combine("stopped"), "--resume", "--rank", "2"]);
        Assert.That(other.ExitCode, Is.EqualTo(1));
        Assert.That(other.Error, Does.Contain("rank 2").And.Contain("same options"));
    }

    [TestCase("dialogue", "summary")]
    [TestCase("document", "summary")]
    [TestCase("prompt", "completion")]
    [Category("Slow")]
    public async Task ReadsTheColumnsOfUsualDataSets(string text, string summary)
    {
        var data = _folder.Write("data.jsonl", string.Join("\n", Rows(40, text, summary, end: "<|endoftext|>")));
        var held = _folder.Write("held.jsonl", string.Join("\n", Rows(30, "article", "highlights", from: 30)));
        var output = _folder.Combine("out");
        var run =
            await Run([.. Short, "--data", data, "--validation", held, "--methods", "lastLayer", "--effects", "none", "--out", output]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("40 articles").And.Contain("20 to measure on"), "those that are learned are not measured on");
        var reference = SampleRun.ReadReport(output).GetProperty("samples").EnumerateArray()
            .First(s => s.GetProperty("model").GetString() == "reference");
        Assert.That(reference.GetProperty("text").GetString(), Does.EndWith(".").And.Not.Contain("endoftext"));
        Assert.That(reference.GetProperty("prompt").GetString(), Does.EndWith("<|summary|>"));
    }

    [Test]
    [Category("Slow")]
    public async Task LongArticlesAreCutSoThatSummariesFit()
    {
        var rows = new ArticleWriter(1).Write(40).Select(a => JsonSerializer.Serialize(
            new { article = string.Join(' ', Enumerable.Repeat(a.Text, 5)), highlights = a.Summary }));
        var output = _folder.Combine("out");
        var run = await Run(
            [.. Short, "--data", _folder.Write("data.jsonl", string.Join("\n", rows)), "--methods", "lastLayer", "--effects", "none",
                "--out", output]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("40 articles were cut"));
    }

    [TestCase("", "empty")]
    [TestCase("hello", "begins with 'h'")]
    [TestCase("""{"question": "2+2?", "answer": "4"}""", "question, answer")]
    [TestCase("""{"article": "It rained.", "highlights": "Rain."}""", "1 different articles")]
    public async Task AFileThatHoldsNoArticlesIsAnErrorThatSaysSo(string text, string expected) =>
        await ExpectUserError(["--data", _folder.Write("input.json", text)], expected);

    [TestCase("--methods", "full,dreaming", "dreaming")]
    [TestCase("--methods", "lora,lora", "at most once")]
    [TestCase("--methods", ",", "empty")]
    [TestCase("--learning-rates", "lora=fast", "lora=fast")]
    [TestCase("--virtual-tokens", "1000", "1000")]
    [TestCase("--rank", "0", "--rank")]
    [TestCase("--preset", "huge", "small")]
    [TestCase("--validation", "nowhere.json", "nowhere.json")]
    public Task AWrongArgumentIsAnErrorThatNamesIt(string option, string value, string expected) =>
        ExpectUserError([option, value], expected);

    private static IEnumerable<string> Rows(int count, string text, string summary, int from = 0, string end = "") =>
        new ArticleWriter(5).Write(from + count).Skip(from).Select(a => JsonSerializer.Serialize(
            new Dictionary<string, string> { [text] = a.Text, [summary] = a.Summary + end, ["id"] = "1" }));

    private static double Metric(string folder, string name) =>
        SampleRun.ReadReport(folder).GetProperty("metrics").GetProperty(name).GetDouble();

    private async Task ExpectUserError(string[] args, string expected)
    {
        var run = await Run([.. args, "--out", _folder.Combine("out")]);
        run.AssertUserError(expected);
    }

    private static Task<SampleRun> Run(params string[] args) => SampleRun.Of(Program.RunAsync, args);
}
