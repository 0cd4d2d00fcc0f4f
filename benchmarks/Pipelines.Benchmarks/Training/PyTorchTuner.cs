namespace Pipelines.Benchmarks.Training;

/// <summary>Finds the settings PyTorch is fastest with for a shape.</summary>
internal sealed class PyTorchTuner(string python, double secondsPerRound, Action<string> report)
{
    private const int Finalists = 3;

    private readonly Dictionary<string, double> _tried = [];

    /// <summary>What was tried and its tokens per second.</summary>
    public IReadOnlyDictionary<string, double> Tried => _tried;

    /// <summary>Tries settings of threads, then kernels for the best of them, then measures the best few in turn again.</summary>
    public PyTorchSetup FindBest(TrainingShape shape)
    {
        var setups = PyTorchSetup.Candidates(Environment.ProcessorCount, FindOpenMpBlas()).ToList();
        foreach (var setup in setups)
            Try(shape, setup);
        foreach (var variation in setups.MaxBy(Speed)!.Variations().ToArray())
        {
            Try(shape, variation);
            setups.Add(variation);
        }

        return BestInTurn(shape, [.. setups.Where(s => Speed(s) > 0).OrderByDescending(Speed).Take(Finalists)]);
    }

    // Debian's libopenblas0-openmp, installed beside the one that PyTorch loads.
    private static string? FindOpenMpBlas() => new[] { Environment.GetEnvironmentVariable("OPENMP_BLAS") }
        .Concat(
            Directory.Exists("/usr/lib") ? Directory.EnumerateDirectories("/usr/lib").Select(d => Path.Combine(d, "openblas-openmp")) : [])
        .FirstOrDefault(Directory.Exists);

    private double Speed(PyTorchSetup setup) => _tried.GetValueOrDefault(setup.Name);

    private void Try(TrainingShape shape, PyTorchSetup setup)
    {
        try
        {
            using var contender = new PyTorchContender(shape, python, setup);
            // The faster of two short rounds: this only has to find who is worth a proper measurement.
            _tried[setup.Name] = Measurement.Interleave([contender], shape.TokensPerStep, 2, secondsPerRound, secondsPerRound / 2)[0].Max();
        }
        catch (InvalidOperationException e)
        {
            report(e.Message);
            _tried[setup.Name] = 0;
        }

        report($"  {shape.Name}: PyTorch, {setup.Name}: {_tried[setup.Name]:N0} tokens/s");
    }

    private PyTorchSetup BestInTurn(TrainingShape shape, PyTorchSetup[] finalists)
    {
        if (finalists.Length == 0)
            throw new InvalidOperationException($"PyTorch ran shape {shape.Name} with none of the settings.");
        var contenders = new List<PyTorchContender>();
        try
        {
            foreach (var setup in finalists)
                contenders.Add(new PyTorchContender(shape, python, setup));
            var speeds = Measurement.Interleave(contenders, shape.TokensPerStep, 3, secondsPerRound, secondsPerRound / 2);
            var best = Enumerable.Range(0, finalists.Length).MaxBy(i => Measurement.Median(speeds[i]));
            return finalists[best];
        }
        finally
        {
            contenders.ForEach(c => c.Dispose());
        }
    }
}
