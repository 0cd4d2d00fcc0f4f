using System.Diagnostics;
using System.Text.Json;

namespace Pipelines.Benchmarks.Training;

/// <summary>PyTorch in a child process that trains when it is asked to: <c>train_step.py --serve</c>.</summary>
internal sealed class PyTorchContender : IContender
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly string[] OwnedVariables = ["OMP_", "GOMP_", "OPENBLAS_", "MKL_", "KMP_", "MALLOC_"];

    private readonly TrainingShape _shape;
    private readonly Process _process;
    private readonly List<string> _errors = [];

    public PyTorchContender(TrainingShape shape, string python, PyTorchSetup setup)
    {
        _shape = shape;
        Setup = setup;
        var start = new ProcessStartInfo(python)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "pytorch", "train_step.py"));
        start.ArgumentList.Add("--serve");
        start.ArgumentList.Add("--threads");
        start.ArgumentList.Add($"{setup.Threads}");
        if (!setup.UseOneDnn)
            start.ArgumentList.Add("--no-mkldnn");
        foreach (var inherited in start.Environment.Keys.Where(k => OwnedVariables.Any(o => k.StartsWith(o, StringComparison.Ordinal)))
            .ToArray())
            start.Environment.Remove(inherited);
        foreach (var (name, value) in setup.Variables)
            start.Environment[name] = value;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{python} did not start.");
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
                _errors.Add(line.Data);
        };
        _process.BeginErrorReadLine();
        Description = ReadLine();
        PausedProcess.Pause(_process);
    }

    public string Name => $"PyTorch, {Setup.Name}";

    public PyTorchSetup Setup { get; }

    /// <summary>The installation's description of itself, a JSON object.</summary>
    public string Description { get; }

    /// <summary>A Python that can import torch, or null.</summary>
    public static string? FindPython(string? preferred)
    {
        // The system's interpreter comes first: distributions install torch for it, and a version manager may hide it.
        string[] candidates = preferred is not null ? [preferred] : ["/usr/bin/python3", "python3", "python"];
        return candidates.FirstOrDefault(CanImportTorch);
    }

    public double Run(int steps)
    {
        PausedProcess.Resume(_process);
        _process.StandardInput.WriteLine($$"""{"shape": "{{_shape.Name}}", "steps": {{steps}}}""");
        _process.StandardInput.Flush();
        using var answer = JsonDocument.Parse(ReadLine());
        PausedProcess.Pause(_process);
        return answer.RootElement.GetProperty("seconds").GetDouble();
    }

    public void Dispose()
    {
        try
        {
            PausedProcess.Resume(_process);
            _process.StandardInput.Close();
            if (!_process.WaitForExit(5000))
                _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It ended by itself.
        }

        _process.Dispose();
    }

    private static bool CanImportTorch(string python)
    {
        try
        {
            var start = new ProcessStartInfo(python)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                ArgumentList = { "-c", "import torch" },
            };
            using var process = Process.Start(start);
            if (process is null)
                return false;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(60_000))
                return process.ExitCode == 0;
            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private string ReadLine()
    {
        using var patience = new CancellationTokenSource(Patience);
        string? line;
        try
        {
            line = _process.StandardOutput.ReadLineAsync(patience.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{Name} did not answer within {Patience.TotalMinutes} minutes.");
        }

        return line ?? throw new InvalidOperationException($"{Name} ended: {string.Join(" ", _errors.TakeLast(3))}");
    }
}
