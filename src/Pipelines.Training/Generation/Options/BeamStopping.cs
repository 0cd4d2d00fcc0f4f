namespace Pipelines.Training;

/// <summary>When the beam search of a prompt ends, once as many continuations are complete as there are beams.</summary>
public enum BeamStopping
{
    /// <summary>When the best open beam would be no better at its present length (<c>early_stopping</c> false).</summary>
    WhenUnlikely,

    /// <summary>At once (<c>early_stopping</c> true).</summary>
    WhenComplete,

    /// <summary>When no open beam can become better at any length (<c>early_stopping</c> "never").</summary>
    Never,
}
