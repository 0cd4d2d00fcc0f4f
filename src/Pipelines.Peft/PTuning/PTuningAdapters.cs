using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>The prompts of P-tuning on a model, by name.</summary>
/// <inheritdoc cref="SoftPromptSet{TOptions}"/>
public sealed class PTuningAdapters : SoftPromptSet<PTuningOptions>, IAdapterSet<PTuningAdapters>
{
    private static readonly Dictionary<string, PromptEncoderKind> Encoders = new(StringComparer.Ordinal)
    {
        ["MLP"] = PromptEncoderKind.Mlp,
        ["LSTM"] = PromptEncoderKind.Lstm,
    };

    internal PTuningAdapters(Module model)
        : base(model)
    {
    }

    /// <inheritdoc/>
    public override string Method => "P_TUNING";

    private protected override SoftPromptKind Kind => SoftPromptKind.Embeddings;

    static PTuningAdapters IAdapterSet<PTuningAdapters>.Create(Module model) => new(model);

    /// <inheritdoc/>
    protected override PTuningOptions CopyOf(PTuningOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Copy();
    }

    private protected override SoftPromptEncoder CreateEncoder(PTuningOptions options) => options.Encoder == PromptEncoderKind.Lstm
        ? new LstmPromptEncoder(
            Target.Backend, options.VirtualTokenCount, TokenWidth, HiddenSize(options), options.EncoderLayerCount, options.EncoderDropout,
            Target.Random)
        : new MlpPromptEncoder(Target.Backend, options.VirtualTokenCount, TokenWidth, HiddenSize(options));

    private protected override PTuningOptions ReadMethod(ConfigSection config) => new()
    {
        Encoder = config.GetChoice("encoder_reparameterization_type", Encoders, "MLP"),
        EncoderHiddenSize = config.FindInt32("encoder_hidden_size", 0, 1 << 16) ?? 0,
        EncoderLayerCount = config.GetInt32("encoder_num_layers", 2, 1, 64),
        EncoderDropout = config.GetSingle("encoder_dropout", 0f, 0f, 0.99f),
    };

    private protected override void WriteMethod(JsonObject json, PTuningOptions options)
    {
        json["encoder_reparameterization_type"] = Encoders.First(e => e.Value == options.Encoder).Key;
        json["encoder_hidden_size"] = HiddenSize(options);
        json["encoder_num_layers"] = options.EncoderLayerCount;
        json["encoder_dropout"] = AdapterConfigFile.Number(options.EncoderDropout);
    }

    private int HiddenSize(PTuningOptions options) => options.EncoderHiddenSize == 0 ? TokenWidth : options.EncoderHiddenSize;
}
