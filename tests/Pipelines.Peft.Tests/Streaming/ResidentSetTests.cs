using System.Diagnostics;
using System.Globalization;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>Training a model of more than four times the budget, in a process whose memory is measured.</summary>
[Category("Slow")]
public class ResidentSetTests
{
    private const string FolderVariable = "PIPELINES_STREAMED_FOLDER";
    private const long Budget = 64L << 20;
    private const int Steps = 3;

    private static readonly GptConfig Large = StreamedModels.Gpt2 with
    {
        VocabularySize = 512,
        EmbeddingSize = 512,
        LayerCount = 24,
        BlockSize = 64,
        HeadCount = 8,
    };

    private static string? Folder => Environment.GetEnvironmentVariable(FolderVariable);

    [Test]
    public void TheResidentSetStaysWithinTheBudget()
    {
        Assume.That(Folder, Is.Null, "a process started by this test does not start another");
        Assume.That(OperatingSystem.IsLinux(), "the resident set is read from /proc");
        using var folder = new TemporaryFolder();
        using var context = NewContext();
        StreamedModels.Save(BackendOf(context), folder, Large);
        Assert.That(Large.CountParameters() * sizeof(float), Is.GreaterThanOrEqualTo(4 * Budget));
        RunChild(folder.Path);
        var lines = File.ReadAllLines(folder.File("measured"));
        var losses = lines[0].Split(' ').Select(l => double.Parse(l, CultureInfo.InvariantCulture)).ToArray();
        var (growth, pool) = (long.Parse(lines[1], CultureInfo.InvariantCulture), long.Parse(lines[2], CultureInfo.InvariantCulture));
        TestContext.Out.WriteLine(
            $"weights {Large.CountParameters() * 4 / 1e6:F1} MB, budget {Budget / 1e6:F1} MB, resident set +{growth / 1e6:F1} MB, " +
            $"pool {pool / 1e6:F1} MB");
        Assert.That(losses, Is.EqualTo(Train(context, folder.File("base"), null)));
        Assert.That(growth, Is.LessThanOrEqualTo(Budget * 5 / 4), "the resident set");
        Assert.That(pool, Is.LessThanOrEqualTo(Budget * 5 / 4), "the pool");
    }

    [Test]
    public void Measure_InAProcessOfItsOwn()
    {
        Assume.That(Folder, Is.Not.Null, "started by the other test");
        using (var small = new TemporaryFolder())
        using (var other = NewContext())
        {
            // What the runtime and the tests take is there before.
            StreamedModels.Save(BackendOf(other), small, StreamedModels.Gpt2 with { BlockSize = 64 });
            Train(other, small.File("base"), StreamedModels.Budget + 20_000);
        }

        using var context = NewContext();
        var backend = BackendOf(context);
        GC.Collect();
        var before = ResidentBytes();
        long most = before;
        var done = false;
        var watch = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                most = Math.Max(most, ResidentBytes());
                Thread.Sleep(2);
            }
        });
        watch.Start();
        var losses = Train(context, Path.Combine(Folder!, "base"), Budget);
        Volatile.Write(ref done, true);
        watch.Join();
        File.WriteAllLines(Path.Combine(Folder!, "measured"),
        [
            string.Join(' ', losses.Select(l => l.ToString("R", CultureInfo.InvariantCulture))),
            (most - before).ToString(CultureInfo.InvariantCulture),
            backend.Memory.BytesReserved.ToString(CultureInfo.InvariantCulture),
        ]);
    }

    private static PipelineContext NewContext() =>
        PipelineContext.Create(p => p.AddGpt().AddPeft().ConfigureEngine(o => o.ThreadCount = 2), seed: 1);

    private static ITensorBackend BackendOf(PipelineContext context) =>
        (ITensorBackend)context.Services.GetService(typeof(ITensorBackend))!;

    private static long ResidentBytes() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    private static double[] Train(PipelineContext context, string path, long? budget)
    {
        using var gpt = context.Model.LoadGpt(path, o => o.MemoryBudget = budget);
        using var fitted = context.Trainers.Lora(gpt, o =>
        {
            (o.TargetModules, o.Rank, o.BatchSize, o.LearningRate, o.Steps) = (["c_attn"], 4, 2, 1e-3, Steps);
            o.GradientCheckpointing = true;
        }).Fit(StreamedModels.Blocks(length: 16));
        return StreamedModels.Losses(fitted.Result!);
    }

    private static void RunChild(string folder)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                [FolderVariable] = folder,
                ["DOTNET_CLI_UI_LANGUAGE"] = "en",
                ["DOTNET_GCgen0size"] = "400000", // short-lived objects otherwise fill a cache's worth before they are collected
            },
        };
        var filter = $"FullyQualifiedName~{nameof(Measure_InAProcessOfItsOwn)}";
        foreach (var argument in (string[])["test", typeof(ResidentSetTests).Assembly.Location, "--filter", filter])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, output);
        Assert.That(Path.Combine(folder, "measured"), Does.Exist, output);
    }
}
