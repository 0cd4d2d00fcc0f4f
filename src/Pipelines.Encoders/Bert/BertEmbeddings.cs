using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>Words, segments and positions, added and normalised.</summary>
internal sealed class BertEmbeddings : Module
{
    private readonly BertConfig _config;
    private readonly ITensorBackend _backend;
    private readonly ModuleSlot<Lookup> _words;
    private readonly ModuleSlot<Lookup> _positions;
    private readonly ModuleSlot<Lookup> _types;
    private readonly ModuleSlot<Normalization> _norm;
    private readonly ModuleSlot<Dropout> _dropout;

    public BertEmbeddings(ITensorBackend backend, BertConfig config, RandomGenerator random)
    {
        (_backend, _config) = (backend, config);
        _words = AddModule<Lookup>("word_embeddings", new Embedding(backend, config.VocabularySize, config.HiddenSize));
        _positions = AddModule<Lookup>("position_embeddings", new Embedding(backend, config.PositionCount, config.HiddenSize));
        _types = AddModule<Lookup>("token_type_embeddings", new Embedding(backend, config.TokenTypeCount, config.HiddenSize));
        _norm = AddModule<Normalization>("LayerNorm", new LayerNorm(backend, config.HiddenSize, epsilon: config.NormEpsilon));
        _dropout = AddModule("dropout", new Dropout(config.HiddenDropout, random));
    }

    public Tensor Forward(EncoderBatch batch)
    {
        var x = _words.Module.Forward(_backend.FromArray(batch.InputIds, batch.Shape));
        var types = batch.TokenTypeIds ?? new int[batch.InputIds.Length];
        x = _types.Module.Forward(_backend.FromArray(types, batch.Shape), addTo: x);
        x = _positions.Module.Forward(_backend.FromArray(Positions(batch), batch.Shape), addTo: x);
        return _dropout.Module.Forward(_norm.Module.Forward(x));
    }

    private int[] Positions(EncoderBatch batch)
    {
        var positions = new int[batch.InputIds.Length];
        for (var row = 0; row < batch.RowCount; row++)
        {
            // RoBERTa's padding keeps its own position, and tokens are counted without it.
            var next = _config.PadTokenId;
            for (var i = 0; i < batch.Length; i++)
            {
                var at = row * batch.Length + i;
                positions[at] = !_config.HasOffsetPositions ? i
                    : batch.InputIds[at] == _config.PadTokenId ? _config.PadTokenId
                    : ++next;
            }
        }

        return positions;
    }
}
