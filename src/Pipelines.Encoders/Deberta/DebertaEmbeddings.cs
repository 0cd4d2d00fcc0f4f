using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>Words and, where the config has them, absolute positions and segments; projected, normalised, padding set to 0.</summary>
internal sealed class DebertaEmbeddings : Module
{
    private readonly ITensorBackend _backend;
    private readonly ModuleSlot<Lookup> _words;
    private readonly ModuleSlot<Lookup>? _positions;
    private readonly ModuleSlot<Lookup>? _types;
    private readonly ModuleSlot<Projection>? _projection;
    private readonly ModuleSlot<Normalization> _norm;
    private readonly ModuleSlot<Dropout> _dropout;

    public DebertaEmbeddings(ITensorBackend backend, DebertaConfig config, RandomGenerator random)
    {
        _backend = backend;
        _words = AddModule<Lookup>("word_embeddings", new Embedding(backend, config.VocabularySize, config.EmbeddingSize));
        if (config.PositionBiasedInput)
            _positions = AddModule<Lookup>("position_embeddings", new Embedding(backend, config.PositionCount, config.EmbeddingSize));
        if (config.TokenTypeCount > 0)
            _types = AddModule<Lookup>("token_type_embeddings", new Embedding(backend, config.TokenTypeCount, config.EmbeddingSize));
        if (config.EmbeddingSize != config.HiddenSize)
            _projection = AddModule<Projection>("embed_proj", new Linear(backend, config.EmbeddingSize, config.HiddenSize, bias: false));
        _norm = AddModule<Normalization>("LayerNorm", new LayerNorm(backend, config.HiddenSize, epsilon: config.NormEpsilon));
        _dropout = AddModule("dropout", new Dropout(config.HiddenDropout, random));
    }

    public Tensor Forward(EncoderBatch batch)
    {
        var x = _words.Module.Forward(_backend.FromArray(batch.InputIds, batch.Shape));
        if (_positions is not null)
        {
            var positions = new int[batch.InputIds.Length];
            for (var i = 0; i < positions.Length; i++)
                positions[i] = i % batch.Length;
            x = _positions.Module.Forward(_backend.FromArray(positions, batch.Shape), addTo: x);
        }

        if (_types is not null)
            x = _types.Module.Forward(_backend.FromArray(batch.TokenTypeIds ?? new int[batch.InputIds.Length], batch.Shape), addTo: x);
        if (_projection is not null)
            x = _projection.Module.Forward(x);
        x = _norm.Module.Forward(x);
        if (batch.AttentionMask is not null)
            x = Functional.Multiply(x, EncoderWeights.Expand(_backend, batch, x.Shape[-1]));
        return _dropout.Module.Forward(x);
    }
}
