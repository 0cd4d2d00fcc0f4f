using System.Text.RegularExpressions;

namespace Pipelines.Samples.Tests.Shared;

/// <summary>What all samples promise alike: options, help, messages, exit codes, reports, and going on after Ctrl-C.</summary>
public partial class EverySampleTests
{
    // What differs from run to run: speed, time and memory.
    private static readonly string[] Unsteady =
        ["tokensPerSecond", "secondsToFirstStep", "seconds", "peakWorkingSetBytes", "Bytes", "bytes"];

    private static readonly string[] OfTraining = ["--data", "--model", "--steps", "--threads", "--seed", "--resume", "--out"];

    private TemporaryFolder _folder = null!;

    private static IEnumerable<SampleCase> Trained => SampleCase.All.Where(s => s.Trains);

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCaseSource(typeof(SampleCase), nameof(SampleCase.All))]
    public async Task HelpNamesTheOptionsThatAllHave(SampleCase sample)
    {
        var run = await sample.RunAsync("--help");
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        var options = Options(run.Output).Select(o => o.Name);
        Assert.That(options, Is.SupersetOf(sample.Trains ? OfTraining : ["--model", "--seed", "--out"]));
        Assert.That(Options(run.Output).Select(o => o.Description), Has.All.Match(@"^[A-Z-].*\.").And.None.Contain("{"),
            "each is described, for people");
    }

    [Test]
    public async Task OptionsOfTheSameNameAreTheSame()
    {
        var lines = new List<HelpLine>();
        foreach (var sample in SampleCase.All)
            lines.AddRange(Options((await sample.RunAsync("--help")).Output));
        using (Assert.EnterMultipleScope())
        {
            foreach (var option in lines.GroupBy(l => l.Name))
                Assert.That(option.Select(o => Choice().Replace(o.Value, "<choice>")).Distinct().Count(), Is.EqualTo(1),
                    $"{option.Key} takes different things");
            foreach (var name in (string[])["--threads", "--seed", "--resume"])
                Assert.That(lines.Where(l => l.Name == name).Select(l => l.Description).Distinct().Count(), Is.EqualTo(1), name);
            Assert.That(lines.Where(l => l.Name == "--out").Select(l => l.Description), Has.All.StartsWith("Where everything is written."));
            Assert.That(lines.Where(l => l.Name == "--steps").Select(l => l.Description), Has.All.StartsWith("Optimizer steps: "));
        }
    }

    [TestCaseSource(typeof(SampleCase), nameof(SampleCase.All))]
    public Task AnUnknownOptionIsAnErrorThatNamesIt(SampleCase sample) => ExpectUserError(sample, ["--stepz", "1"], "--stepz");

    [TestCaseSource(typeof(SampleCase), nameof(SampleCase.All))]
    public Task AMissingModelIsAnErrorThatNamesIt(SampleCase sample) => ExpectUserError(sample, ["--model", "nowhere"], "nowhere");

    [TestCaseSource(nameof(Trained))]
    public async Task MissingDataAreAnErrorThatNamesThem(SampleCase sample)
    {
        string[] model = [];
        if (sample.NeedsModelForData)
        {
            // One sample writes a model folder for another.
            await SampleCase.All.Single(s => s.Name == "Inspect").RunAsync("--out", _folder.Combine("inspect"));
            model = ["--model", Path.Combine(_folder.Combine("inspect"), "model"), "--task", "gsm8k"];
        }

        await ExpectUserError(sample, [.. model, "--data", "nowhere.jsonl"], "nowhere.jsonl");
    }

    [TestCaseSource(typeof(SampleCase), nameof(SampleCase.All))]
    public Task AnOutputFolderThatIsAFileIsAnErrorThatNamesTheOption(SampleCase sample) =>
        ExpectUserError(sample, ["--out", _folder.Write("file", "")], "--out");

    [TestCaseSource(nameof(Trained))]
    public Task ResumingFromNothingIsAnErrorThatSaysSo(SampleCase sample) =>
        ExpectUserError(sample, [.. sample.Short, "--resume"], "no checkpoint");

    [TestCaseSource(nameof(Trained))]
    public async Task StoppedBeforeAnythingWasTrainedItDoesNotPromiseACheckpoint(SampleCase sample)
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var run = await sample.RunAsync([.. sample.Short, "--out", _folder.Combine("out")], "\0", () => { }, stop.Token);
        Assert.That(run.ExitCode, Is.EqualTo(130), run.Error);
        Assert.That(run.Error, Does.StartWith("Stopped before").And.Not.Contain("--resume"));
        Assert.That(Checkpoints(_folder.Combine("out")), Is.Empty);
    }

    [TestCaseSource(nameof(Trained))]
    [Category("Slow")]
    public async Task StoppedInEachTrainingAndResumedItEqualsAnUninterruptedRun(SampleCase sample)
    {
        var (straight, stopped) = (_folder.Combine("straight"), _folder.Combine("stopped"));
        string[] args = [.. sample.Short, .. sample.MakesData(_folder)];
        var run = await sample.RunAsync([.. args, "--out", straight]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        ExpectReports(sample, run, straight);

        for (var i = 0; i < sample.Stops.Length; i++)
        {
            using var stop = new CancellationTokenSource();
            string[] resume = i == 0 ? [] : ["--resume"];
            run = await sample.RunAsync([.. args, "--out", stopped, .. resume], sample.Stops[i], stop.Cancel, stop.Token);
            Assert.That(run.ExitCode, Is.EqualTo(130), $"{sample.Stops[i]}\n{run.Output}{run.Error}");
            Assert.That(run.Error, Does.Contain("--resume continues").And.Contain(stopped));
            Assert.That(Checkpoints(stopped), Is.Not.Empty);
            Assert.That(Path.Combine(stopped, SampleReport.FileName), Does.Not.Exist, "it was not done");
            ExpectNotAgain(sample, i, run);
        }

        run = await sample.RunAsync([.. args, "--out", stopped, "--resume"]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        ExpectNotAgain(sample, sample.Stops.Length, run);
        Assert.That(Metrics(stopped), Is.EqualTo(Metrics(straight)));
    }

    // What was trained before a stop is read, not trained again: its first step does not come a second time.
    private static void ExpectNotAgain(SampleCase sample, int stops, SampleRun run)
    {
        foreach (var earlier in sample.Stops.Take(stops).Where(s => s.Contains(" 1/", StringComparison.Ordinal)))
            Assert.That(run.Output, Does.Not.Contain(earlier));
    }

    private static void ExpectReports(SampleCase sample, SampleRun run, string folder)
    {
        var page = File.ReadAllText(Path.Combine(folder, SampleReport.PageName));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(SampleRun.ReadReport(folder).GetProperty("metrics").EnumerateObject(), Is.Not.Empty);
            foreach (var part in (string[])["<h1", ">Results<", "<table", ">Training<", "<svg", "Memory while training", ">Settings<",
                ">Environment<", ">All numbers<"])
                Assert.That(page, Does.Contain(part));
            Assert.That(
                page, Does.Contain("default-src").And.Not.Contain("<script").And.Not.Contain("https://"), "it needs nothing from outside");
            Assert.That(page, Does.Not.Contain(folder), "it names no place on this machine");
            Assert.That(run.Output.TrimEnd().Split('\n')[^1], Does.StartWith(folder).And.Contain("report.html").And.Contain("report.json"),
                sample.Name);
            Assert.That(run.Output, Does.Match(@"\d/s · \d+:\d\d left").Or.Match(@"tokens/s · \d+:\d\d left"), "rate and remaining time");
        }
    }

    private static Dictionary<string, string> Metrics(string folder) => SampleRun.ReadReport(folder)
        .GetProperty("metrics").EnumerateObject()
        .Where(m => !Unsteady.Any(u => m.Name.EndsWith(u, StringComparison.Ordinal)))
        .ToDictionary(m => m.Name, m => m.Value.GetRawText());

    private static string[] Checkpoints(string folder) => Directory.Exists(Path.Combine(folder, "checkpoints"))
        ? Directory.GetDirectories(Path.Combine(folder, "checkpoints"), "checkpoint-*", SearchOption.AllDirectories)
        : [];

    private static HelpLine[] Options(string help) =>
    [
        .. OptionLine().Matches(help)
            .Select(m => new HelpLine(m.Groups["name"].Value, m.Groups["value"].Value, m.Groups["description"].Value.Trim()))
            .Where(o => o.Name is not ("--help" or "--version")),
    ];

    [GeneratedRegex(@"^ +(?:-\S+, )*(?<name>--[a-z0-9-]+)(?: (?<value><[^>\n]*>|\[[^\]\n]*\]))?(?: \(REQUIRED\))?  +(?<description>.*)$",
        RegexOptions.Multiline)]
    private static partial Regex OptionLine();

    [GeneratedRegex(@"^<[^>]*\|[^>]*>$")]
    private static partial Regex Choice();

    private async Task ExpectUserError(SampleCase sample, string[] args, string expected)
    {
        string[] output = args.Contains("--out") ? [] : ["--out", _folder.Combine("out")];
        var run = await sample.RunAsync([.. args, .. output]);
        run.AssertUserError(expected);
    }

    private sealed record HelpLine(string Name, string Value, string Description);
}
