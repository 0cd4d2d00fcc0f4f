using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pipelines;

/// <summary>
/// Where everything here is measured and traced: a meter and an activity source, both named <see cref="Name"/>. Nothing is computed or
/// allocated for them while nobody listens. Packages may add instruments of their own, named <c>company.thing</c>.
/// </summary>
public static class PipelineDiagnostics
{
    /// <summary>The name to listen to: <c>AddMeter(PipelineDiagnostics.Name)</c>, <c>AddSource(PipelineDiagnostics.Name)</c>.</summary>
    public const string Name = "Pipelines";

    private static readonly string? Version = typeof(PipelineDiagnostics).Assembly.GetName().Version?.ToString(3);

    /// <summary>The instruments' meter; it lives as long as the process.</summary>
    public static Meter Meter { get; } = new(Name, Version);

    /// <summary>The source of activities; it lives as long as the process.</summary>
    public static ActivitySource Activities { get; } = new(Name, Version);
}
