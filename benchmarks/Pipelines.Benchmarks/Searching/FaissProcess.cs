using System.Diagnostics;
using System.Text.Json;
using Pipelines.Benchmarks.Training;

namespace Pipelines.Benchmarks.Searching;

/// <summary>FAISS in a child process that works when it is asked to: <c>faiss/search.py</c>.</summary>
internal sealed class FaissProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly string[] OwnedVariables = ["OMP_", "GOMP_", "OPENBLAS_", "MKL_", "KMP_", "MALLOC_", "LD_LIBRARY_PATH"];

    private readonly Process _process;

    /// <param name="python">An interpreter that can import faiss.</param>
    /// <param name="data">The vectors and queries.</param>
    /// <param name="threads">Its threads.</param>
    /// <param name="settings">Its OpenBLAS.</param>
    public FaissProcess(string python, SearchData data, int threads, FaissSettings settings)
    {
        var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "faiss", "search.py"), "--vectors", data.VectorsFile, "--queries", data.QueriesFile,
            "--dimension", $"{data.Dimension}", "--threads", $"{threads}",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var inherited in start.Environment.Keys.Where(k => OwnedVariables.Any(o => k.StartsWith(o, StringComparison.Ordinal))).ToArray())
            start.Environment.Remove(inherited);
        if (settings.Core is not null)
            start.Environment["OPENBLAS_CORETYPE"] = settings.Core;
        if (settings.Folder is not null)
            start.Environment["LD_LIBRARY_PATH"] = settings.Folder;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{python} did not start.");
        Description = ReadLine();
        PausedProcess.Pause(_process);
    }

    /// <summary>The installation's description of itself, a JSON object.</summary>
    public string Description { get; }

    /// <summary>Sends a request; gives the seconds that it took by FAISS's own clock.</summary>
    public double Ask(object request)
    {
        PausedProcess.Resume(_process);
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        _process.StandardInput.Flush();
        using var answer = JsonDocument.Parse(ReadLine());
        PausedProcess.Pause(_process);
        return answer.RootElement.GetProperty("seconds").GetDouble();
    }

    public void Dispose()
    {
        PausedProcess.Resume(_process);
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private string ReadLine()
    {
        using var patience = new CancellationTokenSource(Patience);
        return _process.StandardOutput.ReadLineAsync(patience.Token).AsTask().GetAwaiter().GetResult()
            ?? throw new InvalidOperationException("FAISS's process ended. Install python3-faiss, or name a Python with --python.");
    }
}
