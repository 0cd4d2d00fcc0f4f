using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// DeBERTa-v2 and v3 (He et al. 2021): disentangled attention over content and relative positions. Names as in
/// <c>modeling_deberta_v2.py</c>, without the prefix <c>deberta.</c>.
/// </summary>
public sealed class DebertaModel : TextEncoder
{
    private readonly ModuleSlot<DebertaEmbeddings> _embeddings;
    private readonly ModuleSlot<DebertaEncoder> _encoder;

    /// <summary>Makes a model with fresh weights.</summary>
    /// <param name="backend">What it computes on; not disposed with the model.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="random">Draws the weights, then dropout; null leaves zeros, to be loaded.</param>
    public DebertaModel(ITensorBackend backend, DebertaConfig config, RandomGenerator? random) : base(backend, random)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        _embeddings = AddModule("embeddings", new DebertaEmbeddings(backend, config, Random));
        _encoder = AddModule("encoder", new DebertaEncoder(backend, config, Random));
        if (random is not null)
            EncoderWeights.Initialize(this, config.InitializerRange, random);
    }

    /// <summary>The architecture.</summary>
    public DebertaConfig Config { get; }

    /// <inheritdoc/>
    public override int BlockSize => Config.PositionBiasedInput ? Config.PositionCount : int.MaxValue;

    /// <inheritdoc/>
    public override int VocabularySize => Config.VocabularySize;

    /// <inheritdoc/>
    public override int HiddenSize => Config.HiddenSize;

    /// <inheritdoc/>
    public override int PadTokenId => Config.PadTokenId;

    /// <summary>Opens a model folder of <c>deberta-v2</c>, which v3 calls itself too.</summary>
    /// <param name="path">A folder in Hugging Face's layout; heads of other tasks are left out.</param>
    /// <param name="backend">What the model computes on.</param>
    /// <returns>The model, in evaluation mode.</returns>
    /// <exception cref="ModelFolderException">The folder, its config or its weights are wrong, or of another family.</exception>
    public static new DebertaModel Load(string path, ITensorBackend backend)
    {
        using var folder = ModelFolder.Open(path);
        return Load(folder, backend);
    }

    /// <inheritdoc/>
    protected override EncoderOutput Encode(EncoderBatch batch)
    {
        var embedded = _embeddings.Module.Forward(batch);
        return new EncoderOutput(embedded, _encoder.Module.Forward(batch, embedded, GradientCheckpointing ? Random : null));
    }

    /// <summary>As <see cref="TextEncoder.Forward"/>, with the enhanced mask decoder in the last layer's place.</summary>
    internal Tensor EncodeEnhanced(EncoderBatch batch, Lookup positions)
    {
        var embedded = _embeddings.Module.Forward(batch);
        return _encoder.Module.ForwardEnhanced(batch, embedded, positions, GradientCheckpointing ? Random : null);
    }

    /// <inheritdoc/>
    protected internal override JsonObject WriteConfig() => Config.ToJson();

    internal static WeightMap Map { get; } = new()
    {
        Prefixes = ["deberta."],
        Renames = EncoderWeights.OldNames,
        Ignored = EncoderWeights.Extras,
    };

    internal static DebertaModel Load(ModelFolder folder, ITensorBackend backend)
    {
        EncoderFamilies.Require(folder, "deberta-v2");
        var config = DebertaConfig.Read(folder.Config);
        ModelBudget.Check(folder.Config, config.CountParameters(), ModelBudget.Stored(folder));
        var model = new DebertaModel(backend, config, random: null);
        try
        {
            model.UnusedTensors = folder.Weights.LoadInto(model, Map).Unused;
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
