using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// BERT (Devlin et al. 2019) and its family RoBERTa and XLM-RoBERTa: post-normalised layers over learned positions. Names as in
/// <c>modeling_bert.py</c>, without the prefix <c>bert.</c>.
/// </summary>
public sealed class BertModel : TextEncoder
{
    private readonly ModuleSlot<BertEmbeddings> _embeddings;
    private readonly ModuleSlot<LayerStack> _encoder;
    private readonly ModuleSlot<BertPooler>? _pooler;

    /// <summary>Makes a model with fresh weights.</summary>
    /// <param name="backend">What it computes on; not disposed with the model.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="random">Draws the weights, then dropout; null leaves zeros, to be loaded.</param>
    /// <param name="hasPooler">Whether there is the projection of the first token that <see cref="Pool"/> needs.</param>
    public BertModel(ITensorBackend backend, BertConfig config, RandomGenerator? random, bool hasPooler = true) : base(backend, random)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        _embeddings = AddModule("embeddings", new BertEmbeddings(backend, config, Random));
        _encoder = AddModule("encoder", new LayerStack(Enumerable.Range(0, config.LayerCount).Select(_ => new EncoderLayer(
            backend, new BertSelfAttention(backend, config, Random), config.HiddenSize, config.IntermediateSize, config.Activation,
            config.NormEpsilon, config.HiddenDropout, Random))));
        if (hasPooler)
            _pooler = AddModule("pooler", new BertPooler(backend, config.HiddenSize));
        if (random is not null)
            EncoderWeights.Initialize(this, config.InitializerRange, random);
    }

    /// <summary>The architecture.</summary>
    public BertConfig Config { get; }

    /// <inheritdoc/>
    public override int BlockSize => Config.BlockSize;

    /// <inheritdoc/>
    public override int VocabularySize => Config.VocabularySize;

    /// <inheritdoc/>
    public override int HiddenSize => Config.HiddenSize;

    /// <inheritdoc/>
    public override int PadTokenId => Config.PadTokenId;

    /// <summary>Whether <see cref="Pool"/> can be called: a file may be without the projection it needs.</summary>
    public bool HasPooler => _pooler is not null;

    /// <summary>Opens a model folder of <c>bert</c>, <c>roberta</c> or <c>xlm-roberta</c>.</summary>
    /// <param name="path">A folder in Hugging Face's layout; older names and prefixes are known, heads of other tasks are left out.</param>
    /// <param name="backend">What the model computes on.</param>
    /// <returns>The model, in evaluation mode.</returns>
    /// <exception cref="ModelFolderException">The folder, its config or its weights are wrong, or of another family.</exception>
    public static new BertModel Load(string path, ITensorBackend backend)
    {
        using var folder = ModelFolder.Open(path);
        return Load(folder, backend);
    }

    /// <summary>The pooled first token, tanh of a projection [rows, hidden]: what heads for whole texts stand on.</summary>
    /// <param name="lastHiddenState">[rows, length, hidden].</param>
    /// <exception cref="InvalidOperationException">The model has no pooler.</exception>
    public Tensor Pool(Tensor lastHiddenState)
    {
        ArgumentNullException.ThrowIfNull(lastHiddenState);
        return _pooler is null
            ? throw new InvalidOperationException("The model has no pooler: its files have none. Use the last hidden state.")
            : _pooler.Module.Forward(lastHiddenState);
    }

    /// <inheritdoc/>
    protected override EncoderOutput Encode(EncoderBatch batch)
    {
        var embedded = _embeddings.Module.Forward(batch);
        var pass = new EncoderPass
        {
            Checkpointing = GradientCheckpointing ? Random : null,
            Mask = batch.Segments(Backend) is { } segments ? new AttentionMask(segments) : null,
        };
        return new EncoderOutput(embedded, _encoder.Module.Forward(embedded, pass));
    }

    /// <inheritdoc/>
    protected internal override JsonObject WriteConfig() => Config.ToJson();

    /// <summary>Gives the pooler fresh weights.</summary>
    internal void InitializePooler(RandomGenerator random)
    {
        if (_pooler is not null)
            EncoderWeights.Initialize(_pooler.Module, Config.InitializerRange, random);
    }

    internal static WeightMap MapOf(BertConfig config) => new()
    {
        Prefixes = [config.ModelType == "bert" ? "bert." : "roberta."],
        Renames = EncoderWeights.OldNames,
        Ignored = EncoderWeights.Extras,
    };

    internal static BertModel Load(ModelFolder folder, ITensorBackend backend)
    {
        EncoderFamilies.Require(folder, "bert", "roberta", "xlm-roberta");
        var config = BertConfig.Read(folder.Config);
        ModelBudget.Check(folder.Config, config.CountParameters(), ModelBudget.Stored(folder));
        var hasPooler = folder.Weights.Names.Any(name => name is "pooler.dense.weight"
            || name.EndsWith(".pooler.dense.weight", StringComparison.Ordinal));
        var model = new BertModel(backend, config, random: null, hasPooler);
        try
        {
            model.UnusedTensors = folder.Weights.LoadInto(model, MapOf(config)).Unused;
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private sealed class LayerStack : Module
    {
        private readonly ModuleList<EncoderLayer> _layers;

        public LayerStack(IEnumerable<EncoderLayer> layers) => _layers = AddModule("layer", new ModuleList<EncoderLayer>(layers)).Module;

        public Tensor Forward(Tensor x, EncoderPass pass)
        {
            for (var layer = 0; layer < _layers.Count; layer++)
                x = _layers[layer].Forward(x, pass);
            return x;
        }
    }

    private sealed class BertPooler : Module
    {
        private readonly ModuleSlot<Projection> _dense;

        public BertPooler(ITensorBackend backend, int size) => _dense = AddModule<Projection>("dense", new Linear(backend, size, size));

        public Tensor Forward(Tensor hidden) => _dense.Module.Forward(EncoderWeights.FirstTokens(hidden), Activation.Tanh);
    }
}
