using System.ComponentModel.DataAnnotations;

namespace Pipelines.Peft;

/// <summary>How a prefix of prefix tuning is and how it is trained.</summary>
public sealed class PrefixTuningTrainerOptions : SoftPromptTrainerOptions
{
    /// <inheritdoc cref="PrefixTuningOptions.Projection"/>
    public bool Projection
    {
        get => Adapter.Projection;
        set => Adapter.Projection = value;
    }

    /// <inheritdoc cref="PrefixTuningOptions.EncoderHiddenSize"/>
    [Range(0, 1 << 16)]
    public int EncoderHiddenSize
    {
        get => Adapter.EncoderHiddenSize;
        set => Adapter.EncoderHiddenSize = value;
    }

    internal PrefixTuningOptions Adapter { get; } = new();

    private protected override SoftPromptOptions Prompt => Adapter;
}
