using Quickstart;
using Quickstart.World;

namespace Pipelines.Samples.Tests.Quickstart;

public class QuickstartTests
{
    private const string Header = ShortExam.Header;
    private static readonly string[] Exams =
        ["before.withoutRetrieval", "before.withRetrieval", "after.withoutRetrieval", "after.withRetrieval"];
    private static readonly string[] Short = ["--pretrain-steps", "2", "--steps", "2"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    [Category("Slow")]
    public async Task PretrainsTunesAndTakesTheExamFourTimes()
    {
        var output = _folder.Combine("out");
        var data = ShortExam.Write(_folder);
        var run = await Run([.. Short, .. data, "--out", output]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var metrics = SampleRun.ReadReport(output).GetProperty("metrics");
        double Metric(string name) => metrics.GetProperty(name).GetDouble();
        string[] files =
        [
            "base/model.safetensors", "base/tokenizer.json", "adapter/adapter_config.json", "adapter/adapter_model.safetensors",
            "quickstart.pipeline", "passages.txt", "report.html",
        ];
        using (Assert.EnterMultipleScope())
        {
            foreach (var file in files)
                Assert.That(new FileInfo(Path.Combine(output, file)), Has.Length.Positive, file);
            foreach (var exam in Exams)
            {
                foreach (var metric in (string[])["map3", "accuracy", "rougeL"])
                    Assert.That(Metric($"{exam}.{metric}"), Is.InRange(Metric($"{exam}.{metric}Lower"), Metric($"{exam}.{metric}Upper")));
                Assert.That(Metric($"{exam}.accuracy"), Is.InRange(0, Metric($"{exam}.rougeL")), "what is right has all words in common");
            }

            Assert.That(Metric("questions"), Is.EqualTo(4), "a tenth of 40");
            Assert.That(Metric("trainableParameters"), Is.InRange(1, Metric("parameters") / 4), "LoRA trains little of the model");
            Assert.That(File.ReadAllText(Path.Combine(output, "adapter", "adapter_config.json")), Does.Contain("\"LORA\""));
            Assert.That(run.Output, Does.Contain("the saved pipeline").And.Contain("MAP@3").And.Contain("ROUGE-L").And.Contain("chance"));
        }

        // The decoder it pretrained is a folder as any other.
        run = await Run([.. Short, .. data, "--model", Path.Combine(output, "base"), "--out", _folder.Combine("again")]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        metrics = SampleRun.ReadReport(_folder.Combine("again")).GetProperty("metrics");
        Assert.That(metrics.GetProperty("after.withRetrieval.rougeL").GetRawText(), Is.EqualTo(
            SampleRun.ReadReport(output).GetProperty("metrics").GetProperty("after.withRetrieval.rougeL").GetRawText()));
    }

    [Test]
    [Category("Slow")]
    public async Task BothTrainingsLearnInAFewSteps()
    {
        var output = _folder.Combine("out");
        var run = await Run("--pretrain-steps", "80", "--steps", "40", "--out", output);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var histories = SampleRun.ReadReport(output).GetProperty("histories");
        foreach (var training in (string[])["pretraining", "LoRA"])
        {
            var losses = histories.GetProperty(training).EnumerateArray().Select(step => step.GetProperty("loss").GetDouble()).ToArray();
            Assert.That(losses[^1], Is.LessThan(0.75 * losses[0]), training);
        }

        Assert.That(File.ReadAllLines(Path.Combine(output, "exam.csv")), Has.Length.EqualTo(241), "what was asked is there to see");
    }

    [Test]
    [Category("Slow")]
    public async Task WithoutACorpusTheQuestionsToLearnFromAreRead()
    {
        var output = _folder.Combine("out");
        var run = await Run([.. Short, .. ShortExam.Write(_folder).Take(2), "--out", output]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var exam = File.ReadAllLines(_folder.Combine("exam.csv"))[1..].Select(line => line.Split(',')[1]).ToArray();
        var passages = File.ReadAllText(Path.Combine(output, "passages.txt"));
        var found = exam.Count(q => passages.Contains(q, StringComparison.Ordinal));
        Assert.That(found, Is.EqualTo(36), "what is measured on is not to be found");
    }

    [TestCase("", "0 questions")]
    [TestCase("question,A,B\nWhat?,1,2", "'id'")]
    [TestCase(Header + "\n1,What?,1,2,3,4,5,A", "1 questions")]
    [TestCase(Header + "\n1,What?,1,2,3,4,5,A\n2,Who?,1,2,3,4,5,F", "row 2: the answer is 'F'")]
    [TestCase(Header + "\n1,What?,1,2,,4,5,A", "row 1: the prompt or an option is empty")]
    [TestCase(Header + "\n1,What?,1,2,3,4,5", "line 2")]
    public async Task AFileThatHoldsNoExamIsAnErrorThatSaysSo(string text, string expected) =>
        await ExpectUserError(["--data", _folder.Write("data.csv", text)], expected);

    [Test]
    public async Task ACorpusOfTooFewTextsIsAnErrorThatSaysSo() =>
        await ExpectUserError([.. ShortExam.Write(_folder).Take(2), "--corpus", _folder.Write("one.txt", "One text.\n\n")], "1 texts");

    [TestCase("--corpus", "nowhere.txt", "--data")]
    [TestCase("--pretrain-steps", "0", "--pretrain-steps")]
    [TestCase("--steps", "many", "--steps")]
    public Task AWrongArgumentIsAnErrorThatNamesIt(string option, string value, string expected) =>
        ExpectUserError([option, value], expected);

    private async Task ExpectUserError(string[] args, string expected)
    {
        var run = await Run([.. args, "--out", _folder.Combine("out")]);
        run.AssertUserError(expected);
    }

    private static Task<SampleRun> Run(params string[] args) => SampleRun.Of(Program.RunAsync, args);
}
