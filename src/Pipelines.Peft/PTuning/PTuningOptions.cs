using System.ComponentModel.DataAnnotations;

namespace Pipelines.Peft;

/// <summary>
/// P-tuning (Liu et al. 2021): a network makes the embeddings of the virtual tokens, which stand before those of the tokens. Files hold what
/// it made. The names in parentheses are PEFT's.
/// </summary>
public sealed class PTuningOptions : SoftPromptOptions
{
    /// <summary>The network (<c>encoder_reparameterization_type</c>).</summary>
    [EnumDataType(typeof(PromptEncoderKind))]
    public PromptEncoderKind Encoder { get; set; }

    /// <summary>Its inner width (<c>encoder_hidden_size</c>); 0 for that of a token's embedding.</summary>
    [Range(0, 1 << 16)]
    public int EncoderHiddenSize { get; set; }

    /// <summary>The layers of an LSTM (<c>encoder_num_layers</c>); of the other network they are given.</summary>
    [Range(1, 64)]
    public int EncoderLayerCount { get; set; } = 2;

    /// <summary>The share that is dropped between the layers of an LSTM while training (<c>encoder_dropout</c>).</summary>
    [Range(0.0, 0.99)]
    public float EncoderDropout { get; set; }

    internal PTuningOptions Copy() => (PTuningOptions)MemberwiseClone();
}
