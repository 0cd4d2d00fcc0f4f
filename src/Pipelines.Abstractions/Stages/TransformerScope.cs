namespace Pipelines;

/// <summary>When a stage of a chain takes part.</summary>
[Flags]
public enum TransformerScope
{
    /// <summary>Never.</summary>
    None = 0,

    /// <summary>On the data that later stages are fitted on.</summary>
    Training = 1,

    /// <summary>On the validation data that trainers measure themselves on.</summary>
    Testing = 2,

    /// <summary>When the fitted chain scores new data; stages of the other scopes only are not part of it.</summary>
    Scoring = 4,

    /// <summary>Training and testing.</summary>
    TrainTest = Training | Testing,

    /// <summary>Always.</summary>
    Everything = Training | Testing | Scoring,
}
