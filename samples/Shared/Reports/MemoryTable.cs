using Pipelines.Training;

namespace Pipelines.Samples;

/// <summary>The memory of training runs by kind, as a table.</summary>
public static class MemoryTable
{
    /// <summary>Makes the table.</summary>
    /// <param name="runs">The runs by name, a row each.</param>
    public static SampleTable Create(IEnumerable<KeyValuePair<string, MemoryUse>> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return new SampleTable(
            "Memory while training", ["Memory", "Weights", "Gradients", "Optimizer", "Activations", "Workspace", "Peak"],
            [.. runs.Select(run => Row(run.Key, run.Value))]);
    }

    private static string[] Row(string name, MemoryUse memory) =>
    [
        name, Units.Bytes(memory.WeightBytes), Units.Bytes(memory.GradientBytes), Units.Bytes(memory.OptimizerBytes),
        Units.Bytes(memory.ActivationBytes), Units.Bytes(memory.WorkspaceBytes), Units.Bytes(memory.PeakBytes),
    ];
}
