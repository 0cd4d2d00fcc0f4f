using System.Diagnostics;
using System.Text.Json;

namespace Pipelines.Evaluation.Tests;

/// <summary>A process that runs a task is killed at random moments; the next goes on from what it left.</summary>
internal sealed class KilledRunTests
{
    private const int Kills = 5;
    private const int LongestLife = 40;

    private string _folder = "";

    [SetUp]
    public void MakeFolder()
    {
        _folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"killed-{Guid.NewGuid():N}");
        Directory.CreateDirectory(_folder);
        RunningChild.Prepare(_folder);
    }

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    [Category("Slow")]
    public void EveryQuestionIsAskedAndNoneIsWrittenTwice()
    {
        var random = new Random(20261128);
        for (var i = 0; i < Kills; i++)
            KillChild(random.Next(LongestLife));
        var path = Directory.GetFiles(Path.Combine(_folder, RunningChild.Results)).Single();
        var left = File.ReadAllText(path);
        TestContext.Out.WriteLine($"{Kills} kills left {left.Count('\n')} lines{(left.EndsWith('\n') ? "" : " and a part of one")}.");
        Assert.That(left.Count('\n'), Is.GreaterThan(1), "No row was written before the last kill.");

        // A kill in the middle of a write, for certain.
        File.AppendAllText(path, "{\"index\":");
        var asked = 0;
        var result = RunningChild.Execute(_folder, _ => asked++);
        Assert.That(asked, Is.EqualTo(RunningChild.Questions - (left.Count('\n') - 1)).And.LessThan(RunningChild.Questions));

        var rows = File.ReadAllLines(path).Skip(1).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("index").GetInt32());
        Assert.That(rows, Is.EquivalentTo(Enumerable.Range(0, RunningChild.Questions)));
        Directory.Delete(Path.Combine(_folder, RunningChild.Results), recursive: true);
        var straight = RunningChild.Execute(_folder, _ => { });
        Assert.That(result.Rows.Select(Text), Is.EqualTo(straight.Rows.Select(Text)));
        Assert.That(result.ToString(), Is.EqualTo(straight.ToString()));
    }

    private static string Text(TaskRow row) => JsonSerializer.Serialize(row);

    private void KillChild(int milliseconds)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["exec", typeof(KilledRunTests).Assembly.Location, RunningChild.Command, _folder])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        if (process.StandardOutput.ReadLine() != RunningChild.Ready)
        {
            process.WaitForExit();
            Assert.That(errors.Result, Is.Empty, "The child did not begin.");
            return;
        }

        Thread.Sleep(milliseconds);
        process.Kill();
        process.WaitForExit();
        Assert.That(errors.Result, Is.Empty);
    }
}
