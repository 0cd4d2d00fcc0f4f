namespace Pipelines.Benchmarks.Training;

/// <summary>What a run does to take less memory.</summary>
[Flags]
internal enum MemorySaving
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Computes each block's activations again in the backward pass.</summary>
    Checkpointing = 1,

    /// <summary>Stores weights in bfloat16, with master copies in the optimizer.</summary>
    BFloat16 = 2,
}
