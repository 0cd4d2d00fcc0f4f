namespace Pipelines.Training;

/// <summary>Examples look wrong, so training was not started.</summary>
public sealed class PreflightException : PipelineException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="stage">The stage that was to train.</param>
    /// <param name="findings">What looks wrong.</param>
    /// <param name="report">What is known about the examples.</param>
    public PreflightException(string stage, IReadOnlyList<string> findings, ExampleReport report)
        : base($"{stage}: the examples look wrong, so training was not started. {string.Join(" ", findings)} ({report})")
    {
        Findings = findings;
        Report = report;
    }

    /// <summary>What looks wrong.</summary>
    public IReadOnlyList<string> Findings { get; }

    /// <summary>What is known about the examples.</summary>
    public ExampleReport Report { get; }
}
