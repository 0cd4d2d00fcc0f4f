using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>The prefixes of prefix tuning on a model, by name.</summary>
/// <inheritdoc cref="SoftPromptSet{TOptions}"/>
public sealed class PrefixTuningAdapters : SoftPromptSet<PrefixTuningOptions>, IAdapterSet<PrefixTuningAdapters>
{
    internal PrefixTuningAdapters(Module model)
        : base(model)
    {
    }

    /// <inheritdoc/>
    public override string Method => "PREFIX_TUNING";

    private protected override SoftPromptKind Kind => SoftPromptKind.KeyValues;

    private protected override int TokenWidth => Target.SoftPromptDimensions.KeyValueSize;

    private protected override int HeadCount => Target.SoftPromptDimensions.KeyValueHeadCount;

    static PrefixTuningAdapters IAdapterSet<PrefixTuningAdapters>.Create(Module model) => new(model);

    /// <inheritdoc/>
    protected override PrefixTuningOptions CopyOf(PrefixTuningOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Copy();
    }

    private protected override SoftPromptEncoder CreateEncoder(PrefixTuningOptions options) => options.Projection
        ? new PrefixProjection(
            Target.Backend, options.VirtualTokenCount, TokenWidth, HiddenSize(options), Target.SoftPromptDimensions.WidthOf(Kind))
        : base.CreateEncoder(options);

    private protected override PrefixTuningOptions ReadMethod(ConfigSection config) => new()
    {
        Projection = config.GetBoolean("prefix_projection", false),
        EncoderHiddenSize = config.FindInt32("encoder_hidden_size", 0, 1 << 16) ?? 0,
    };

    private protected override void WriteMethod(JsonObject json, PrefixTuningOptions options)
    {
        json["prefix_projection"] = options.Projection;
        json["encoder_hidden_size"] = HiddenSize(options);
    }

    private int HiddenSize(PrefixTuningOptions options) => options.EncoderHiddenSize == 0 ? TokenWidth : options.EncoderHiddenSize;
}
