namespace Pipelines.Gpt;

/// <summary>How rotary frequencies are stretched to contexts longer than those a model was first trained on.</summary>
public enum RopeScalingKind
{
    /// <summary>Every frequency is divided by the factor (Chen et al. 2023): <c>linear</c>.</summary>
    Linear,

    /// <summary>
    /// The base grows with the length of the row once it exceeds the block size ("NTK-aware", bloc97 2023): <c>dynamic</c>.
    /// </summary>
    Dynamic,

    /// <summary>Low frequencies are divided, high ones kept, with a ramp between (Peng et al. 2023): <c>yarn</c>.</summary>
    Yarn,

    /// <summary>As yarn with Llama 3.1's own ramp over wavelengths: <c>llama3</c>.</summary>
    Llama3,

    /// <summary>
    /// Each frequency has its own divisor, one for short rows and one for long (Ding et al. 2024): <c>longrope</c>, <c>su</c>.
    /// </summary>
    LongRope,
}
