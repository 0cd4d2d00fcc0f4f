using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipelines.Tensors.Tests;

/// <summary>
/// The conformance tests again in processes whose runtime lacks instruction sets, as the widths only then run as they do on such
/// processors: chosen at start, without fused multiply-add or masked moves, with half the registers.
/// </summary>
[NonParallelizable]
internal sealed partial class VectorWidthTests
{
    private const string ExpectedBits = "PIPELINES_EXPECTED_VECTOR_BITS";

    /// <summary>Whether this process was started by the test below.</summary>
    private static string? Expected => Environment.GetEnvironmentVariable(ExpectedBits);

    [Test]
    public void WidestVectorBits_IsWhatTheProcessAllows()
    {
        using var backend = new CpuBackend(1);
        Assert.That(backend.VectorBits, Is.EqualTo(CpuBackend.WidestVectorBits));
        if (Expected is { } expected)
            Assert.That(backend.VectorBits, Is.EqualTo(int.Parse(expected, CultureInfo.InvariantCulture)));
    }

    [TestCase(256, "DOTNET_EnableAVX512")]
    [TestCase(128, "DOTNET_EnableAVX2")]
    [TestCase(32, "DOTNET_EnableHWIntrinsic")]
    [Category("Slow")]
    public void Conformance_HoldsWithoutInstructionSets(int bits, string disabled)
    {
        var expected = Math.Min(bits, CpuBackend.WidestVectorBits);
        Assume.That(Expected, Is.Null, "a process started by this test does not start another");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                [disabled] = "0",
                [ExpectedBits] = expected.ToString(CultureInfo.InvariantCulture),
                ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            },
        };
        string[] tests = [nameof(CpuBackendWidestConformanceTests), nameof(WidestVectorBits_IsWhatTheProcessAllows)];
        var filter = string.Join('|', tests.Select(name => $"FullyQualifiedName~{name}"));
        foreach (var argument in (string[])["test", typeof(VectorWidthTests).Assembly.Location, "--filter", filter])
            start.ArgumentList.Add(argument);

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        var count = PassedCount().Match(output).Groups[1].Value;
        Assert.That(process.ExitCode, Is.Zero, output);
        Assert.That(int.TryParse(count, CultureInfo.InvariantCulture, out var passed) && passed > 100, Is.True, output);
    }

    [GeneratedRegex(@"Passed:\s+(\d+)")]
    private static partial Regex PassedCount();
}
