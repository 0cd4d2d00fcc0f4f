namespace Pipelines.Training;

/// <summary>How the learning rate goes after the warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>Half a cosine from the learning rate down to the minimum.</summary>
    Cosine,

    /// <summary>A straight line down to the minimum.</summary>
    Linear,

    /// <summary>It stays.</summary>
    Constant,

    /// <summary>Cosines from the learning rate to the minimum, each beginning at the top again.</summary>
    CosineWithRestarts,

    /// <summary>A power of what is left, down to the minimum.</summary>
    Polynomial,

    /// <summary>Divided by the root of the steps, never below the minimum.</summary>
    InverseSquareRoot,

    /// <summary>It stays until the last steps, in which it goes down to the minimum.</summary>
    WarmupStableDecay,
}
