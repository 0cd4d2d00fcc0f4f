namespace Pipelines.Gpt;

/// <summary>What of a decoder is trained, and how.</summary>
public enum TrainingMethod
{
    /// <summary>All parameters (Full).</summary>
    Full,

    /// <summary>Low-rank adapters beside frozen weights (Hu et al. 2021).</summary>
    Lora,

    /// <summary>Low-rank adapters beside weights of 4 bits (Dettmers et al. 2023).</summary>
    Qlora,

    /// <summary>One block of parameters at a time (Luo, Yu and Li 2024).</summary>
    BAdam,
}
