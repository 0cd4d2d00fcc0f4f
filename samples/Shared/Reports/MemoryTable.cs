using Pipelines.Training;
using Spectre.Console;

namespace Pipelines.Samples;

/// <summary>The memory of training runs by kind, as a table.</summary>
public static class MemoryTable
{
    /// <summary>Makes the table.</summary>
    /// <param name="runs">The runs by name, a row each.</param>
    public static Table Create(IEnumerable<KeyValuePair<string, MemoryUse>> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Memory");
        foreach (var kind in new[] { "Weights", "Gradients", "Optimizer", "Activations", "Workspace", "Peak" })
            table.AddColumn(new TableColumn(kind).RightAligned());
        foreach (var (name, memory) in runs)
        {
            table.AddRow(
                Markup.Escape(name), Units.Bytes(memory.WeightBytes), Units.Bytes(memory.GradientBytes), Units.Bytes(memory.OptimizerBytes),
                Units.Bytes(memory.ActivationBytes), Units.Bytes(memory.WorkspaceBytes), Units.Bytes(memory.PeakBytes));
        }

        return table;
    }
}
