using System.ComponentModel.DataAnnotations;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// A decoder-only language model. Modules carry the names of the family's Hugging Face files (<c>transformer.h.0.attn.c_attn</c>,
/// <c>model.layers.0.self_attn.q_proj</c>); weights of projections are [out, in].
/// </summary>
public sealed class GptModel : Module, ITrainableModel, ICausalModel
{
    private readonly ModuleSlot<Lookup> _tokens;
    private readonly ModuleSlot<Lookup>? _positions;
    private readonly ModuleList<DecoderBlock> _layers;
    private readonly ModuleSlot<Normalization> _norm;
    private readonly ModuleSlot<Projection>? _head;
    private readonly Dropout? _dropout;
    private readonly Parameter _tokenTable;

    /// <summary>Makes a model with fresh weights.</summary>
    /// <param name="backend">What it computes on; not disposed with the model.</param>
    /// <param name="config">The architecture; the vocabulary size must be given.</param>
    /// <param name="random">Draws the weights, then dropout; null leaves zeros, to be loaded.</param>
    /// <exception cref="OptionsException">The config contradicts itself.</exception>
    public GptModel(ITensorBackend backend, GptConfig config, RandomGenerator? random)
    {
        Validate(config);
        Backend = backend;
        Config = config;
        Random = random ?? new RandomGenerator(0);
        var names = GptNames.For(config);
        var body = new Body();
        AddModule(names.Root, body);
        var table = new Embedding(backend, config.VocabularySize, config.EmbeddingSize);
        _tokenTable = table.Weight;
        _tokens = body.Add<Lookup>(names.TokenEmbedding, table);
        RotaryEmbedding? rotary = null;
        if (config.Positions == PositionKind.Rotary)
            rotary = body.Add("rotary_emb", new RotaryEmbedding(backend, config.EffectiveHeadSize, config.BlockSize, config.RopeTheta)).Module;
        else
            _positions = body.Add<Lookup>(names.PositionEmbedding, new Embedding(backend, config.BlockSize, config.EmbeddingSize));
        if (config.Dropout > 0)
            _dropout = body.Add("drop", new Dropout(config.Dropout, Random)).Module;
        _layers = body.Add(
            names.Layers,
            new ModuleList<DecoderBlock>(Enumerable.Range(0, config.LayerCount).Select(_ => new DecoderBlock(backend, config, names, rotary, _dropout)))).Module;
        _norm = body.Add(names.FinalNorm, GptParts.Norm(backend, config));
        if (!config.TieEmbeddings)
            _head = AddModule<Projection>("lm_head", new Linear(backend, config.EmbeddingSize, config.VocabularySize, bias: false));
        if (random is not null)
            GptParts.InitializeWeights(this, config, random);
    }

    /// <summary>The architecture.</summary>
    public GptConfig Config { get; }

    /// <summary>What the model computes on.</summary>
    public ITensorBackend Backend { get; }

    /// <summary>Where dropout draws from; its state is part of a checkpoint.</summary>
    public RandomGenerator Random { get; }

    /// <inheritdoc cref="ITrainableModel.BlockSize"/>
    public int BlockSize => Config.BlockSize;

    /// <inheritdoc cref="ITrainableModel.VocabularySize"/>
    public int VocabularySize => Config.VocabularySize;

    Module ITrainableModel.Module => this;

    /// <inheritdoc/>
    public Tensor Loss(TokenBatch batch, float normalizer) =>
        Functional.LinearCrossEntropy(Hidden(batch), HeadWeight, Labels(batch), normalizer);

    /// <inheritdoc/>
    public Tensor TokenLosses(TokenBatch batch)
    {
        using var paused = GradientTape.Pause();
        Functional.LinearCrossEntropy(Hidden(batch), HeadWeight, Labels(batch), out var losses, normalizer: 1);
        return losses;
    }

    /// <summary>The logits of whole sequences [batch, length, vocabulary]; for inspection, as they take much memory.</summary>
    /// <param name="batch">Token ids; the labels are not read.</param>
    public Tensor Logits(TokenBatch batch) => Head(Hidden(batch));

    /// <inheritdoc/>
    public IDecodingSession StartDecoding(int sequenceCount) => new GptDecodingSession(this, sequenceCount);

    internal IReadOnlyList<KeyValueCache> CreateCaches(int sequenceCount, int capacity) =>
        [.. Enumerable.Range(0, Config.LayerCount).Select(_ => new KeyValueCache(Backend, sequenceCount, capacity, Config.EffectiveKeyValueHeadCount * Config.EffectiveHeadSize))];

    /// <summary>New tokens [rows] of a step; gives the final hidden states [1, rows, width].</summary>
    internal Tensor Decode(ReadOnlySpan<int> tokens, ReadOnlySpan<int> positionIds, DecodingStep step, IReadOnlyList<KeyValueCache> caches)
    {
        var positions = Backend.FromArray(positionIds, new Shape(1, positionIds.Length));
        var x = Embed(Backend.FromArray(tokens, new Shape(1, tokens.Length)), positions);
        for (var layer = 0; layer < _layers.Count; layer++)
            x = _layers[layer].Decode(x, positions, step, caches[layer]);
        return _norm.Module.Forward(x);
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
    private Tensor HeadWeight => _head?.Module switch
    {
        null => _tokenTable.Value,
        Linear linear => linear.Weight.Value,
        var other => throw new InvalidOperationException($"lm_head is a {other.GetType().Name}; the fused loss needs a plain Linear there. Merge the adapter of the head first."),
    };

    private Tensor Labels(TokenBatch batch) => Backend.FromArray(batch.Labels, new Shape(batch.RowCount, batch.Length));

    private Tensor Hidden(TokenBatch batch)
    {
        if (batch.Length > BlockSize)
        {
            throw new PipelineException(
                $"A row has {batch.Length} tokens, but the model's BlockSize is {BlockSize}. Pack or cut the rows to at most {BlockSize}, or give the config a larger BlockSize.");
        }

        var shape = new Shape(batch.RowCount, batch.Length);
        var positions = Positions(shape);
        var x = Embed(Backend.FromArray(batch.InputIds, shape), positions);
        for (var layer = 0; layer < _layers.Count; layer++)
            x = _layers[layer].Forward(x, positions);
        return _norm.Module.Forward(x);
    }

    private Tensor Embed(Tensor ids, Tensor positions)
    {
        var x = _tokens.Module.Forward(ids);
        if (_positions is not null)
            x = _positions.Module.Forward(positions, addTo: x);
        return _dropout is null ? x : _dropout.Forward(x);
    }

    private Tensor Positions(Shape shape)
    {
        var positions = Backend.Empty(shape, ElementType.Int32);
        var ids = positions.AsSpan<int>();
        for (var i = 0; i < ids.Length; i++)
            ids[i] = i % shape[-1];
        return positions;
    }

    /// <summary>The named root below the model, which owns everything but the head.</summary>
    private sealed class Body : Module
    {
        public ModuleSlot<T> Add<T>(string name, T module) where T : Module => AddModule(name, module);
    }
}
