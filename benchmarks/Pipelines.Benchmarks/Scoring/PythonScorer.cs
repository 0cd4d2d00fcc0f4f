using System.Diagnostics;
using System.Text.Json;

namespace Pipelines.Benchmarks.Scoring;

/// <summary>ROUGE in plain Python, in a child process that scores when it is asked to: <c>rouge/score.py</c>.</summary>
internal sealed class PythonScorer : IDisposable
{
    private readonly Process _process;

    public PythonScorer(string python, string pairsFile)
    {
        var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "rouge", "score.py"));
        start.ArgumentList.Add(pairsFile);
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{python} did not start.");
        Description = ReadLine();
    }

    public string Description { get; }

    /// <summary>Scores all pairs once; gives the seconds by Python's clock and the mean F-measures.</summary>
    public (double Seconds, double[] Means) Score()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        using var answer = JsonDocument.Parse(ReadLine());
        return (answer.RootElement.GetProperty("seconds").GetDouble(),
            [.. answer.RootElement.GetProperty("means").EnumerateArray().Select(m => m.GetDouble())]);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private string ReadLine() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException("Python ended. Name one with --python.");
}
