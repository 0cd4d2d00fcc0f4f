using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>Virtual tokens out of embeddings, through three layers.</summary>
internal sealed class MlpPromptEncoder : SoftPromptEncoder
{
    private readonly Embedding _embedding;
    private readonly LayerSequence _layers;

    public MlpPromptEncoder(ITensorBackend backend, int tokenCount, int width, int hiddenSize)
        : base(SoftPromptKind.Embeddings, tokenCount)
    {
        _embedding = AddModule("embedding", new Embedding(backend, tokenCount, width)).Module;
        _layers = AddModule("mlp_head", new LayerSequence(backend, Activation.Relu, width, hiddenSize, hiddenSize, width)).Module;
    }

    public override Tensor Forward() => _layers.Forward(_embedding.Weight.Value);

    public override void Initialize(RandomGenerator random)
    {
        Nn.Initialize.Normal(_embedding.Weight.Value, 0f, 1f, random);
        foreach (var layer in _layers.Layers)
            Fill(layer, random);
    }
}
