namespace Pipelines.Training;

/// <summary>What is done about examples that look wrong: none ends in the end of text, texts begin twice, validation rows are trained on.</summary>
public enum PreflightMode
{
    /// <summary>Training does not start.</summary>
    Refuse,

    /// <summary>The findings are logged as warnings.</summary>
    Warn,

    /// <summary>Nobody looks.</summary>
    Skip,
}
