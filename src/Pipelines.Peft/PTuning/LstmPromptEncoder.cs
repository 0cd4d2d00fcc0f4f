using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>Virtual tokens out of embeddings, through a bidirectional LSTM and two layers.</summary>
internal sealed class LstmPromptEncoder : SoftPromptEncoder
{
    private readonly Embedding _embedding;
    private readonly BidirectionalLstm _lstm;
    private readonly LayerSequence _layers;

    public LstmPromptEncoder(
        ITensorBackend backend, int tokenCount, int width, int hiddenSize, int layerCount, float dropout, RandomGenerator random)
        : base(SoftPromptKind.Embeddings, tokenCount)
    {
        _embedding = AddModule("embedding", new Embedding(backend, tokenCount, width)).Module;
        _lstm = AddModule("lstm_head", new BidirectionalLstm(backend, width, hiddenSize, layerCount, dropout, random)).Module;
        _layers = AddModule("mlp_head", new LayerSequence(backend, Activation.Relu, 2 * hiddenSize, 2 * hiddenSize, width)).Module;
    }

    public override Tensor Forward() => _layers.Forward(_lstm.Forward(_embedding.Weight.Value));

    public override void Initialize(RandomGenerator random)
    {
        Nn.Initialize.Normal(_embedding.Weight.Value, 0f, 1f, random);
        _lstm.Initialize(random);
        foreach (var layer in _layers.Layers)
            Fill(layer, random);
    }
}
