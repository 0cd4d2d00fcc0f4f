namespace Pipelines;

/// <summary>An option's value is out of range or contradicts another. Raised when the stage is made, before any work.</summary>
public sealed class OptionsException : PipelineException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="stage">The stage or options class.</param>
    /// <param name="failures">One sentence a failure.</param>
    public OptionsException(string stage, IReadOnlyList<string> failures)
        : base($"{stage}: {string.Join(" ", failures)}")
    {
        Stage = stage;
        Failures = failures;
    }

    /// <summary>The stage or options class.</summary>
    public string Stage { get; }

    /// <summary>One sentence a failure.</summary>
    public IReadOnlyList<string> Failures { get; }
}
