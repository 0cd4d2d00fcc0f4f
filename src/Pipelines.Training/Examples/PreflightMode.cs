namespace Pipelines.Training;

/// <summary>What is done about examples that look wrong, in one of the ways of <see cref="PreflightCause"/>.</summary>
public enum PreflightMode
{
    /// <summary>Training does not start.</summary>
    Refuse,

    /// <summary>The findings are logged as warnings.</summary>
    Warn,

    /// <summary>Nobody looks.</summary>
    Skip,
}
