using System.ComponentModel.DataAnnotations;

namespace Pipelines.Peft;

/// <summary>How a prompt of P-tuning is and how it is trained.</summary>
public sealed class PTuningTrainerOptions : SoftPromptTrainerOptions
{
    /// <inheritdoc cref="PTuningOptions.Encoder"/>
    [EnumDataType(typeof(PromptEncoderKind))]
    public PromptEncoderKind Encoder
    {
        get => Adapter.Encoder;
        set => Adapter.Encoder = value;
    }

    /// <inheritdoc cref="PTuningOptions.EncoderHiddenSize"/>
    [Range(0, 1 << 16)]
    public int EncoderHiddenSize
    {
        get => Adapter.EncoderHiddenSize;
        set => Adapter.EncoderHiddenSize = value;
    }

    /// <inheritdoc cref="PTuningOptions.EncoderLayerCount"/>
    [Range(1, 64)]
    public int EncoderLayerCount
    {
        get => Adapter.EncoderLayerCount;
        set => Adapter.EncoderLayerCount = value;
    }

    /// <inheritdoc cref="PTuningOptions.EncoderDropout"/>
    [Range(0.0, 0.99)]
    public float EncoderDropout
    {
        get => Adapter.EncoderDropout;
        set => Adapter.EncoderDropout = value;
    }

    internal PTuningOptions Adapter { get; } = new();

    private protected override SoftPromptOptions Prompt => Adapter;
}
