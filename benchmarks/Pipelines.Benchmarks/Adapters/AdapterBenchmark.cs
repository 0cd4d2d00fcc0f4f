using System.Globalization;
using Pipelines.Benchmarks.Training;
using Pipelines.Training;

namespace Pipelines.Benchmarks.Adapters;

/// <summary>
/// Steps of full fine-tuning and of adapters, round by round in turn, and the memory that each needs for weights, gradients and optimizer.
/// </summary>
internal sealed class AdapterBenchmark(AdapterBenchmarkOptions options, TextWriter output)
{
    public void Run()
    {
        output.WriteLine(
            $"Shape {options.Shape.Name}: {options.Shape.Description}; rank {options.Rank} on {string.Join(", ", options.Targets)}");
        var contenders = options.Methods.Select(m => new AdapterContender(options.Shape, m, options)).ToList();
        try
        {
            var memory = contenders.ConvertAll(c => c.MeasureMemory());
            var speeds = Measurement.Interleave(
                contenders, options.Shape.TokensPerStep, options.Rounds, options.SecondsPerRound, options.SecondsPerRound);
            WriteTable(contenders, speeds, memory);
        }
        finally
        {
            contenders.ForEach(c => c.Dispose());
        }
    }

    private void WriteTable(List<AdapterContender> contenders, double[][] speeds, List<MemoryUse> memory)
    {
        var first = contenders[0].Name;
        output.WriteLine($"| method | s a step | of {first} | of the one above | weights MiB | gradients | optimizer | sum | of {first} |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (var i = 0; i < contenders.Count; i++)
        {
            var seconds = options.Shape.TokensPerStep / Measurement.Median(speeds[i]);
            var use = memory[i];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {contenders[i].Name} | {seconds:F3} | {Ratio(speeds[0], speeds[i]):F3} | " +
                $"{Ratio(speeds[Math.Max(0, i - 1)], speeds[i]):F3} " +
                $"| {MiB(use.WeightBytes)} | {MiB(use.GradientBytes)} | {MiB(use.OptimizerBytes)} | {MiB(Sum(use))} " +
                $"| {(double)Sum(use) / Sum(memory[0]):F3} |"));
        }
    }

    // The median over rounds of the times' ratio: what slowed the machine in a round slowed both.
    private static double Ratio(double[] reference, double[] speeds) =>
        Measurement.Median([.. reference.Zip(speeds, (theirs, ours) => theirs / ours)]);

    private static long Sum(MemoryUse use) => use.WeightBytes + use.GradientBytes + use.OptimizerBytes;

    private static string MiB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1}");
}
