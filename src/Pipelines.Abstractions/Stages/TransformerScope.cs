namespace Pipelines;

/// <summary>When a stage of a chain takes part.</summary>
[Flags]
public enum TransformerScope
{
    /// <summary>Never.</summary>
    None = 0,

    /// <summary>While later stages are fitted.</summary>
    Training = 1,

    /// <summary>When a fitted chain is measured on held-out data.</summary>
    Testing = 2,

    /// <summary>When a fitted chain scores new data.</summary>
    Scoring = 4,

    /// <summary>Training and testing.</summary>
    TrainTest = Training | Testing,

    /// <summary>Always.</summary>
    Everything = Training | Testing | Scoring,
}
