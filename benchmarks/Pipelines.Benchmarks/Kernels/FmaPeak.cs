using Pipelines.Benchmarks.Training;

namespace Pipelines.Benchmarks.Kernels;

/// <summary>What the kernels are measured against: the machine's multiply-add peak, probed once for each number of threads.</summary>
public static class FmaPeak
{
    private static readonly Dictionary<int, double> Measured = [];

    /// <summary>Float32 operations per second in 10⁹, a multiply-add counting as two.</summary>
    /// <param name="threads">How many threads compute; 0 means one per processor.</param>
    public static double Of(int threads)
    {
        var count = threads == 0 ? Environment.ProcessorCount : threads;
        lock (Measured)
        {
            if (!Measured.TryGetValue(count, out var peak))
                Measured[count] = peak = MachinePeak.Measure(count);
            return peak;
        }
    }
}
