namespace Pipelines.Training;

/// <summary>Examples look wrong, so training was not started.</summary>
public sealed class PreflightException : PipelineException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="stage">The stage that was to train.</param>
    /// <param name="findings">What looks wrong.</param>
    /// <param name="report">What is known about the examples.</param>
    public PreflightException(string stage, IReadOnlyList<PreflightFinding> findings, ExampleReport report)
        : base($"{stage}: the examples look wrong, so training was not started. "
            + $"{string.Join(" ", findings.Select(f => f.Message))} ({report})")
    {
        Findings = findings;
        Report = report;
    }

    /// <summary>What looks wrong.</summary>
    public IReadOnlyList<PreflightFinding> Findings { get; }

    /// <summary>What is known about the examples.</summary>
    public ExampleReport Report { get; }
}
