using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Pipelines.Samples.Tests.Shakespeare;

namespace Pipelines.Samples.Tests.Shared;

/// <summary>A sample as a process of its own that gets the signal of Ctrl-C.</summary>
public partial class InterruptTests
{
    private const int SigInt = 2;

    [Test]
    [UnsupportedOSPlatform("windows")]
    [Platform(Exclude = "Win", Reason = "Signals are sent as Unix sends them.")]
    public async Task CtrlCLeavesACheckpoint()
    {
        using var folder = new TemporaryFolder();
        var output = folder.Combine("out");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "exec", typeof(global::Shakespeare.Program).Assembly.Location, "--data", folder.Write("play.txt", ShortPlay.Text),
            "--steps", "100000", "--out", output,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            string? line;
            do
                line = await process.StandardOutput.ReadLineAsync();
            while (line?.StartsWith("Pretrain 1/", StringComparison.Ordinal) == false);
            Assert.That(line, Is.Not.Null, () => errors.Result);
            Assert.That(Kill(process.Id, SigInt), Is.Zero);
            var rest = process.StandardOutput.ReadToEndAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await process.WaitForExitAsync(patience.Token);
            _ = await rest;
            Assert.That(process.ExitCode, Is.EqualTo(130));
            Assert.That(await errors, Does.Contain("--resume continues"));
            Assert.That(Directory.GetDirectories(Path.Combine(output, "checkpoints"), "checkpoint-*"), Is.Not.Empty);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
