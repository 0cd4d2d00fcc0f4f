namespace Pipelines.Nn;

/// <summary>How <see cref="WarmUpStableDecaySchedule"/> goes down.</summary>
public enum DecayShape
{
    /// <summary>Half a cosine.</summary>
    Cosine,

    /// <summary>A straight line.</summary>
    Linear,

    /// <summary>One minus the square root of the progress (Hägele et al. 2024).</summary>
    OneMinusSquareRoot,
}
