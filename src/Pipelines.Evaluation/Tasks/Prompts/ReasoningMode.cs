namespace Pipelines.Evaluation;

/// <summary>Whether a model writes how it comes to an answer.</summary>
public enum ReasoningMode
{
    /// <summary>It answers directly.</summary>
    None,

    /// <summary>Examples show the way to the answer (Wei et al. 2022). Without examples nothing tells it to; see the others.</summary>
    Shown,

    /// <summary>It is told to think step by step, and asked for the answer behind what it wrote (Kojima et al. 2022).</summary>
    StepByStep,

    /// <summary>It breaks the problem down and solves the parts one after the other (Zhou et al. 2023).</summary>
    LeastToMost,
}
