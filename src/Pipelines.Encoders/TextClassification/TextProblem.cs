namespace Pipelines.Encoders;

/// <summary>What a classifier of texts learns: <c>problem_type</c> in a <c>config.json</c>.</summary>
public enum TextProblem
{
    /// <summary>One of several labels, by cross-entropy.</summary>
    SingleLabel,

    /// <summary>A number, by squared error: how similar two texts are.</summary>
    Regression,
}
