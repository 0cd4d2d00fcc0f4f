using System.ComponentModel.DataAnnotations;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// A decoder-only language model. Modules carry the names of the family's Hugging Face files (<c>transformer.h.0.attn.c_attn</c>,
/// <c>model.layers.0.self_attn.q_proj</c>); weights of projections are [out, in]. Several threads may compute with it while nothing
/// trains or changes it. Disposing it disposes its parameters, not the backend.
/// </summary>
public sealed partial class GptModel : Module, ISoftPromptModel, ICausalModel, IOutputHead, IModelSource, IGradientCheckpointing
{
    private const string HeadName = "lm_head";

    private readonly ModuleSlot<Lookup> _tokens;
    private readonly ModuleSlot<Lookup>? _positions;
    private readonly ModuleList<DecoderBlock> _layers;
    private readonly ModuleSlot<Normalization> _norm;
    private ModuleSlot<Projection>? _head;
    private readonly Dropout? _dropout;
    private readonly RotaryTables? _rotary;
    private readonly Parameter _tokenTable;

    /// <summary>Makes a model with fresh weights.</summary>
    /// <param name="backend">What it computes on; not disposed with the model.</param>
    /// <param name="config">The architecture; the vocabulary size must be given.</param>
    /// <param name="random">Draws the weights, then dropout; null leaves zeros, to be loaded.</param>
    /// <param name="storage">How the weights of projections and embeddings are stored.</param>
    /// <exception cref="OptionsException">The config contradicts itself.</exception>
    public GptModel(ITensorBackend backend, GptConfig config, RandomGenerator? random, WeightStorage storage = WeightStorage.Float32)
        : this(backend, config, random, storage, projections: null)
    {
    }

    internal GptModel(
        ITensorBackend backend, GptConfig config, RandomGenerator? random, WeightStorage storage, ProjectionFactory? projections = null,
        Action<Module>? layerMade = null)
    {
        Validate(config);
        projections ??= (input, output, bias) => new Linear(backend, input, output, bias);
        Backend = backend;
        Config = config;
        Random = random ?? new RandomGenerator(0);
        var names = GptNames.For(config);
        var body = new Body();
        AddModule(names.Root, body);
        var table = new Embedding(backend, config.VocabularySize, config.EmbeddingSize);
        _tokenTable = table.Weight;
        _tokens = body.Add<Lookup>(names.TokenEmbedding, Stored(table));
        if (config.Positions == PositionKind.Rotary)
            _rotary = body.Add("rotary_emb", new RotaryTables(backend, config)).Module;
        else
            _positions = body.Add<Lookup>(names.PositionEmbedding, new Embedding(backend, config.BlockSize, config.EmbeddingSize));
        _dropout = MakeDropout("drop", config.EmbeddingDropout ?? config.Dropout);
        var residualDropout = MakeDropout("resid_drop", config.ResidualDropout ?? config.Dropout);
        var attentionDropout = config.AttentionDropout > 0
            ? body.Add("attn_drop", new AttentionDropout(config.AttentionDropout, Random)).Module
            : null;
        _layers = body.Add(
            names.Layers,
            new ModuleList<DecoderBlock>(Enumerable.Range(0, config.LayerCount).Select(
                layer => Made(new DecoderBlock(backend, projections, config, names, layer, residualDropout, attentionDropout))))).Module;
        _norm = body.Add(names.FinalNorm, GptParts.Norm(backend, config));
        if (!config.TieEmbeddings)
            _head = AddModule<Projection>(HeadName, new Linear(backend, config.EmbeddingSize, config.VocabularySize, bias: false));
        if (random is not null)
            GptParts.InitializeWeights(this, config, random);
        this.StoreWeights(storage);

        // Weights that are to be loaded never exist in more bits all together; fresh ones are drawn before they are rounded.
        T Stored<T>(T part) where T : Module
        {
            if (random is null)
                part.StoreWeights(storage);
            return part;
        }

        DecoderBlock Made(DecoderBlock layer)
        {
            Stored(layer);
            layerMade?.Invoke(layer);
            return layer;
        }

        Dropout? MakeDropout(string name, float share) => share > 0 ? body.Add(name, new Dropout(share, Random)).Module : null;
    }

    /// <summary>The architecture.</summary>
    public GptConfig Config { get; private set; }

    /// <summary>What the model computes on.</summary>
    public ITensorBackend Backend { get; }

    /// <summary>Where dropout draws from; its state is part of a checkpoint.</summary>
    public RandomGenerator Random { get; }

    /// <inheritdoc cref="ITrainableModel.BlockSize"/>
    public int BlockSize => Config.EffectiveBlockSize - VirtualTokenCount;

    /// <inheritdoc cref="ITrainableModel.VocabularySize"/>
    public int VocabularySize => Config.VocabularySize;

    /// <summary>How the weights of projections and embeddings are stored: that of the token embedding.</summary>
    public WeightStorage WeightStorage =>
        _tokenTable.Value.ElementType == ElementType.BFloat16 ? WeightStorage.BFloat16 : WeightStorage.Float32;

    /// <inheritdoc/>
    public bool GradientCheckpointing { get; set; }

    /// <summary>The model's own settings for generation, saved with it; null for none.</summary>
    public GenerationOptions? Generation { get; set; }

    Module ITrainableModel.Module => this;

    string? IOutputHead.HeadPath => _head is null ? null : HeadName;

    Parameter? IOutputHead.TiedWeight => _head is null ? _tokenTable : null;

    Parameter? IOutputHead.Untie()
    {
        if (_head is not null)
            return null;
        var weight = new Parameter(_tokenTable.Value.Clone()) { RequiresGradient = _tokenTable.RequiresGradient };
        _head = AddModule<Projection>(HeadName, new Linear(weight, bias: null));
        Config = Config with { TieEmbeddings = false };
        return weight;
    }

    ITrainableModel IModelSource.Model => this;

    Tokenizer? IModelSource.Tokenizer => null;

    string? IModelSource.Path => null;

    ITransformer IModelSource.CreateScorer(Tokenizer? tokenizer, string? lossMaskColumn, ITransformer? carrier) =>
        new PretrainTransformer(this, tokenizer, new ScoringColumns(LossMask: lossMaskColumn)) { Carrier = carrier };

    /// <inheritdoc/>
    /// <exception cref="PipelineException">
    /// A row is longer than <see cref="BlockSize"/>, a position id is out of range, or the soft prompt is for another model.
    /// </exception>
    public Tensor Loss(TokenBatch batch, float normalizer)
    {
        var (rows, weight) = HeadProduct(Hidden(batch, hasLoss: true));
        return Functional.LinearCrossEntropy(rows, weight, Labels(batch), normalizer);
    }

    /// <inheritdoc/>
    /// <exception cref="PipelineException">
    /// A row is longer than <see cref="BlockSize"/>, a position id is out of range, or the soft prompt is for another model.
    /// </exception>
    public Tensor TokenLosses(TokenBatch batch)
    {
        using var paused = GradientTape.Pause();
        var (rows, weight) = HeadProduct(Hidden(batch, hasLoss: true));
        Functional.LinearCrossEntropy(rows, weight, Labels(batch), out var losses, normalizer: 1);
        return losses;
    }

    /// <summary>
    /// Each position's negative log-likelihood in nats [rows, length], 0 where the label is ignored, recorded on the gradient tape: for
    /// objectives that weigh sequences, as preference tuning does.
    /// </summary>
    /// <param name="batch">Token ids and labels.</param>
    /// <exception cref="PipelineException">
    /// A row is longer than <see cref="BlockSize"/>, a position id is out of range, or the soft prompt is for another model.
    /// </exception>
    public Tensor RecordedTokenLosses(TokenBatch batch) => RecordedTokenLosses(batch, out _);

    /// <summary>As the public form, with the rows and the matrix whose product the logits are.</summary>
    internal Tensor RecordedTokenLosses(TokenBatch batch, out ProjectionProduct head)
    {
        head = HeadProduct(Hidden(batch, hasLoss: true));
        return Functional.LinearCrossEntropyRows(head.Input, head.Weight, Labels(batch));
    }

    /// <summary>The final hidden states [rows, length, width], for another head than the model's own.</summary>
    internal Tensor HiddenStates(TokenBatch batch) => Hidden(batch);

    /// <summary>The logits of whole sequences [batch, length, vocabulary]; for inspection, as they take much memory.</summary>
    /// <param name="batch">Token ids; the labels are not read.</param>
    /// <param name="virtualTokens">Whether those of a soft prompt's virtual tokens come first, where they have any.</param>
    /// <exception cref="PipelineException">
    /// A row is longer than <see cref="BlockSize"/>, a position id is out of range, or the soft prompt is for another model.
    /// </exception>
    public Tensor Logits(TokenBatch batch, bool virtualTokens = false) => Head(Hidden(batch, virtualTokens: virtualTokens));

    /// <inheritdoc/>
    public IDecodingSession StartDecoding(int sequenceCount) => new GptDecodingSession(this, sequenceCount);

    /// <summary>
    /// Writes config and weights as a folder in Hugging Face's layout: the family's names, shapes and config keys, tied weights once. The
    /// files are made beside the place and moved there when all are whole.
    /// </summary>
    /// <param name="folder">The folder. If it is there, files of the same names and older weights are replaced and the others stay.</param>
    /// <param name="configure">Sets how weights are stored; float32 in files of at most 5 GB by default.</param>
    /// <param name="tokenIds">The special tokens that the config shall name; null for none.</param>
    /// <param name="tokenizer">The model's tokenizer, which is written beside it; null for none.</param>
    /// <exception cref="PipelineException">The model is of no family that has such folders.</exception>
    /// <exception cref="ModelFormatException">The place cannot be written to; nothing half-written stays.</exception>
    public void Save(string folder, Action<ModelWriteOptions>? configure = null, GptTokenIds? tokenIds = null, Tokenizer? tokenizer = null)
    {
        var options = new ModelWriteOptions();
        configure?.Invoke(options);
        ModelFolderGuard.Run(() =>
        {
            using var writer = ModelFolderWriter.Create(folder);
            GptFolder.Write(writer, this, options, tokenIds ?? GptTokenIds.None);
            if (Generation is not null)
                writer.WriteJson(GenerationConfigFile.FileName, GenerationConfigFile.ToJson(Generation));
            GptFolder.WriteTokenizer(writer, tokenizer);
            writer.Commit();
        });
    }

    internal IReadOnlyList<KeyValueCache> CreateCaches(int sequenceCount, int capacity) =>
        [.. Enumerable.Range(0, Config.LayerCount).Select(
            _ => new KeyValueCache(Backend, sequenceCount, capacity, Config.EffectiveKeyValueHeadCount * Config.EffectiveHeadSize))];

    /// <summary>
    /// New tokens [rows] of a step whose longest sequence, once the tokens at hand are all computed, has a length; gives the final hidden
    /// states [1, rows, width].
    /// </summary>
    internal Tensor Decode(
        ReadOnlySpan<int> tokens, ReadOnlySpan<int> positionIds, int length, DecodingStep step, IReadOnlyList<KeyValueCache> caches)
    {
        var context = new RowContext(Backend.FromArray(positionIds, new Shape(1, positionIds.Length)), _rotary?.For(length));
        return Decode(Embed(Backend.FromArray(tokens, new Shape(1, tokens.Length)), context.Positions), context, step, caches);
    }

    internal Tensor Head(Tensor hidden) => _head is null ? Functional.Linear(hidden, _tokenTable) : _head.Module.Forward(hidden);

    private static void Validate(GptConfig config)
    {
        var failures = new List<ValidationResult>();
        Validator.TryValidateObject(config, new ValidationContext(config), failures, validateAllProperties: true);
        var messages = failures.Select(f => f.ErrorMessage ?? "").ToList();
        if (config.VocabularySize == 0)
            messages.Add("VocabularySize is 0; give the number of token ids, or train behind a tokenize stage, which knows it.");
        if (messages.Count > 0)
            throw new OptionsException(nameof(GptConfig), messages);
    }

    // The head is fused with the loss, which needs it as one matrix.
    private ProjectionProduct HeadProduct(Tensor hidden) => _head is null
        ? new ProjectionProduct(hidden, _tokenTable.Value)
        : _head.Module.AsProduct(hidden) ?? throw new InvalidOperationException(
            $"{HeadName} is a {_head.Module.GetType().Name} that is no plain product, which the fused loss needs. " +
            "Merge its adapter first.");

    private Tensor Labels(TokenBatch batch) => Backend.FromArray(batch.Labels, new Shape(batch.RowCount, batch.Length));

    private Tensor Hidden(TokenBatch batch, bool hasLoss = false, bool virtualTokens = false)
    {
        if (batch.Length > Config.LongestRow)
        {
            throw new PipelineException(
                $"A row has {batch.Length} tokens, but the model's BlockSize is {BlockSize}. " +
                $"Pack or cut the rows to at most {BlockSize}, or give the config a larger BlockSize.");
        }

        if (_softPrompt is not null)
            return PromptedHidden(batch, _softPrompt, virtualTokens);
        var shape = new Shape(batch.RowCount, batch.Length);
        var positions = Positions(batch, shape);
        var context = Context(positions, positions.AsSpan<int>());
        if (batch.HasSegments)
        {
            var segments = Backend.FromArray(batch.Segments, shape);
            context = context with { Mask = new AttentionMask(segments, batch.HasSeveralSegments ? segments : null) };
            if (hasLoss)
                context = context with { Blind = BlindRows.Find(batch, Backend, Config.Positions == PositionKind.Rotary) };
        }

        var x = Embed(Backend.FromArray(batch.InputIds, shape), positions);
        for (var layer = 0; layer < _layers.Count; layer++)
            x = GradientCheckpointing ? Checkpointed(_layers[layer], x, context) : _layers[layer].Forward(x, context);
        return _norm.Module.Forward(x);
    }

    private Tensor Checkpointed(DecoderBlock layer, Tensor x, RowContext context) =>
        GradientCheckpoint.Run(Random, inputs => layer.Forward(inputs[0], context), x);

    private RowContext Context(Tensor positions, ReadOnlySpan<int> positionIds) =>
        new(positions, _rotary?.For(System.Numerics.Tensors.TensorPrimitives.Max(positionIds) + 1));

    private Tensor Embed(Tensor ids, Tensor positions) => AddPositions(_tokens.Module.Forward(ids), positions);

    private Tensor AddPositions(Tensor x, Tensor positions)
    {
        if (_positions is not null)
            x = _positions.Module.Forward(positions, addTo: x);
        return _dropout is null ? x : _dropout.Forward(x);
    }

    private Tensor Positions(TokenBatch batch, Shape shape)
    {
        if (batch.HasPositionIds)
            return CheckedPositions(batch, shape);
        var positions = Backend.Empty(shape, ElementType.Int32);
        var ids = positions.AsSpan<int>();
        for (var i = 0; i < ids.Length; i++)
            ids[i] = i % shape[-1];
        return positions;
    }

    private Tensor CheckedPositions(TokenBatch batch, Shape shape)
    {
        var ids = batch.PositionIds;
        for (var i = 0; i < ids.Length; i++)
        {
            if ((uint)ids[i] >= (uint)Config.LongestRow)
                throw new PipelineException(
                    $"Row {i / batch.Length} has the position id {ids[i]}; the model's positions are 0 to {Config.LongestRow - 1}.");
        }

        return Backend.FromArray(ids, shape);
    }

    /// <summary>The named root below the model, which owns everything but the head.</summary>
    private sealed class Body : Module
    {
        public ModuleSlot<T> Add<T>(string name, T module) where T : Module => AddModule(name, module);
    }
}
