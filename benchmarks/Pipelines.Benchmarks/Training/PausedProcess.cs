using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pipelines.Benchmarks.Training;

/// <summary>
/// Stops a child process while the other side is measured: OpenMP threads that wait actively would take its processors. Linux only;
/// elsewhere the process goes on waiting in its own way.
/// </summary>
internal static partial class PausedProcess
{
    private const int Continue = 18;
    private const int Stop = 19;

    /// <summary>Stops it until <see cref="Resume"/>.</summary>
    public static void Pause(Process process) => Signal(process, Stop);

    /// <summary>Lets it go on.</summary>
    public static void Resume(Process process) => Signal(process, Continue);

    private static void Signal(Process process, int signal)
    {
        if (OperatingSystem.IsLinux() && !process.HasExited)
            Kill(process.Id, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
