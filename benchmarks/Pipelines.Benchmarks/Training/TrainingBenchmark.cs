using System.Globalization;
using System.Text.Json;

namespace Pipelines.Benchmarks.Training;

/// <summary>Measures training steps beside PyTorch, round by round in turn, and relates them to the machine's peak.</summary>
internal sealed class TrainingBenchmark(TrainingBenchmarkOptions options, TextWriter output)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly List<TrainingResultRow> _rows = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, double>> _tried = [];
    private readonly SortedSet<string> _installations = [];
    private string _backend = "";
    private double _peak;

    public void Run()
    {
        foreach (var shape in options.Shapes)
            Run(shape);
        WriteTable();
    }

    public void Save(string path)
    {
        var report = new
        {
            processor = ProcessorName(),
            cores = Environment.ProcessorCount,
            dotNet = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
            backend = _backend,
            pyTorch = _installations.Select(i => JsonDocument.Parse(i).RootElement),
            peakGigaflops = _peak,
            results = _rows,
            tried = _tried,
        };
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        File.WriteAllText(path, JsonSerializer.Serialize(report, Json) + "\n");
    }

    private void Run(TrainingShape shape)
    {
        output.WriteLine($"Shape {shape.Name}: {shape.Description}, {shape.OperationsPerToken / 1e6:F2} Mflop a token");
        var contenders = new List<IContender>();
        try
        {
            var ours = new PipelinesContender(shape, options.Threads);
            contenders.Add(ours);
            if (options.Savings)
            {
                MemorySaving[] savings =
                    [MemorySaving.Checkpointing, MemorySaving.BFloat16, MemorySaving.Checkpointing | MemorySaving.BFloat16];
                foreach (var saving in savings)
                    contenders.Add(new PipelinesContender(shape, options.Threads, saving));
            }

            foreach (var setup in PyTorchSetups(shape))
                contenders.Add(new PyTorchContender(shape, options.Python!, setup));
            _peak = Math.Max(_peak, MachinePeak.Measure(Environment.ProcessorCount));
            var speeds = Measurement.Interleave(
                contenders, shape.TokensPerStep, options.Rounds, options.SecondsPerRound, options.SecondsPerRound);
            _peak = Math.Max(_peak, MachinePeak.Measure(Environment.ProcessorCount));
            _backend = ours.Backend;
            foreach (var child in contenders.OfType<PyTorchContender>())
                _installations.Add(child.Description);
            for (var i = 0; i < contenders.Count; i++)
            {
                var speed = Measurement.Median(speeds[i]);
                var gigaflops = speed * shape.OperationsPerToken / 1e9;
                _rows.Add(new TrainingResultRow(shape.Name, contenders[i].Name, speed, speeds[i], gigaflops, gigaflops / _peak));
            }
        }
        finally
        {
            contenders.ForEach(c => c.Dispose());
        }
    }

    private IEnumerable<PyTorchSetup> PyTorchSetups(TrainingShape shape)
    {
        if (options.Python is null)
            return [];
        if (!options.Tune)
            return [PyTorchSetup.AsInstalled];
        var tuner = new PyTorchTuner(options.Python, options.SecondsPerRound, output.WriteLine);
        var best = tuner.FindBest(shape);
        _tried[shape.Name] = tuner.Tried;
        return best == PyTorchSetup.AsInstalled ? [best] : [best, PyTorchSetup.AsInstalled];
    }

    private void WriteTable()
    {
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{ProcessorName()}, {Environment.ProcessorCount} cores; peak {_peak:F0} GFLOP/s; {_backend}"));
        output.WriteLine("| shape | who | tokens/s | GFLOP/s | of peak | ours is |");
        output.WriteLine("|---|---|---:|---:|---:|---:|");
        foreach (var shape in _rows.GroupBy(r => r.Shape))
        {
            var ours = shape.First().TokensPerSecond;
            foreach (var row in shape)
            {
                var ratio = row == shape.First() ? "" : $"{ours / row.TokensPerSecond:F2}×";
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {row.Shape} | {row.Contender} | {row.TokensPerSecond:N0} | {row.Gigaflops:F1} | {row.FractionOfPeak:P0} | " +
                    $"{ratio} |"));
            }
        }
    }

    private static string ProcessorName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':', 2)[1].Trim() ?? "unknown"
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
}
