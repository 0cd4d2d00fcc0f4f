using System.ComponentModel.DataAnnotations;

namespace Pipelines.Peft;

/// <summary>
/// Prefix tuning (Li and Liang 2021): keys and values of virtual tokens are learned for every layer. The names in parentheses are PEFT's.
/// </summary>
public sealed class PrefixTuningOptions : SoftPromptOptions
{
    /// <summary>
    /// Whether a network of two layers makes keys and values out of narrower embeddings while training (<c>prefix_projection</c>); otherwise
    /// they are trained themselves. Files hold what it made.
    /// </summary>
    public bool Projection { get; set; }

    /// <summary>The inner width of that network (<c>encoder_hidden_size</c>); 0 for that of a layer's keys.</summary>
    [Range(0, 1 << 16)]
    public int EncoderHiddenSize { get; set; }

    internal PrefixTuningOptions Copy() => (PrefixTuningOptions)MemberwiseClone();
}
