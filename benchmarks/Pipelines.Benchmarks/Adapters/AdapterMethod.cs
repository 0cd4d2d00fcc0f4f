namespace Pipelines.Benchmarks.Adapters;

/// <summary>How a decoder is fine-tuned.</summary>
internal enum AdapterMethod
{
    /// <summary>Every weight, with AdamW.</summary>
    Full,

    /// <summary>Low-rank adapters on weights in Float32, with AdamW.</summary>
    Lora,

    /// <summary>Low-rank adapters on weights in NF4 with doubly quantized scales, with paged AdamW.</summary>
    QLora,
}
