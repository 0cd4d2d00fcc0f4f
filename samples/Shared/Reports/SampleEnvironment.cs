using System.Diagnostics;
using System.Runtime.InteropServices;
using Pipelines.Tensors;

namespace Pipelines.Samples;

/// <summary>Where a sample ran, as far as its numbers depend on it; nothing that names the machine or its user.</summary>
/// <param name="Processor">The processor's model name.</param>
/// <param name="LogicalProcessors">How many logical processors the process may use.</param>
/// <param name="Threads">Threads it computed with.</param>
/// <param name="Backend">What tensors were computed on.</param>
/// <param name="DotNet">The .NET runtime.</param>
/// <param name="OperatingSystem">The operating system's kind and the process's architecture.</param>
public sealed record SampleEnvironment(
    string Processor, int LogicalProcessors, int Threads, string Backend, string DotNet, string OperatingSystem)
{
    /// <summary>The most physical memory the process has held so far.</summary>
    public static long PeakWorkingSetBytes
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Describes this process.</summary>
    /// <param name="backend">What it computes on.</param>
    public static SampleEnvironment Describe(ITensorBackend backend) => new(
        ProcessorName(), Environment.ProcessorCount, backend.ThreadCount, backend.Name, RuntimeInformation.FrameworkDescription,
        $"{SystemName()} {RuntimeInformation.ProcessArchitecture}");

    private static string SystemName() =>
        System.OperatingSystem.IsLinux() ? "Linux" : System.OperatingSystem.IsWindows() ? "Windows" : System.OperatingSystem.IsMacOS()
            ? "macOS" : "other";

    private static string ProcessorName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        var name = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return string.IsNullOrEmpty(name) ? "unknown" : name;
    }
}
