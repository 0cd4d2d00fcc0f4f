using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Pipelines.Benchmarks.Kernels;

/// <summary>
/// A column that divides the <see cref="Work"/> of a benchmark's parameter by its mean time; operations also as a share of the peak.
/// </summary>
public sealed class SpeedColumn : IColumn
{
    /// <inheritdoc/>
    public string Id => nameof(SpeedColumn);

    /// <inheritdoc/>
    public string ColumnName => "Speed";

    /// <inheritdoc/>
    public bool AlwaysShow => true;

    /// <inheritdoc/>
    public ColumnCategory Category => ColumnCategory.Custom;

    /// <inheritdoc/>
    public int PriorityInCategory => 0;

    /// <inheritdoc/>
    public bool IsNumeric => true;

    /// <inheritdoc/>
    public UnitType UnitType => UnitType.Dimensionless;

    /// <inheritdoc/>
    public string Legend => "Work of a call over its mean time";

    /// <inheritdoc/>
    public bool IsAvailable(Summary summary) => true;

    /// <inheritdoc/>
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        var work = benchmarkCase.Parameters.Items.Select(item => item.Value).OfType<Work>().FirstOrDefault();
        var nanoseconds = summary[benchmarkCase]?.ResultStatistics?.Mean;
        if (work is null || nanoseconds is null)
            return "-";
        var speed = work.Amount / nanoseconds.Value;
        var text = string.Create(CultureInfo.InvariantCulture, $"{speed:F1} {work.Unit}");
        return work.Unit == Work.Operations && benchmarkCase.Parameters[nameof(KernelBenchmark.Threads)] is int threads
            ? string.Create(CultureInfo.InvariantCulture, $"{text} ({speed / FmaPeak.Of(threads):P0} of peak)")
            : text;
    }
}

/// <summary>The configuration of the kernel benchmarks: BenchmarkDotNet's, with speeds.</summary>
public sealed class KernelConfig : ManualConfig
{
    /// <summary>Makes the configuration.</summary>
    public KernelConfig() => AddColumn(new SpeedColumn());
}
