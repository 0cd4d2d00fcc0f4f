using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>Keys and values out of embeddings, through two layers with a hyperbolic tangent between.</summary>
internal sealed class PrefixProjection : SoftPromptEncoder
{
    private readonly Embedding _embedding;
    private readonly LayerSequence _transform;

    public PrefixProjection(ITensorBackend backend, int tokenCount, int tokenWidth, int hiddenSize, int width)
        : base(SoftPromptKind.KeyValues, tokenCount)
    {
        _embedding = AddModule("embedding", new Embedding(backend, tokenCount, tokenWidth)).Module;
        _transform = AddModule("transform", new LayerSequence(backend, Activation.Tanh, tokenWidth, hiddenSize, width)).Module;
    }

    public override Tensor Forward() => _transform.Forward(_embedding.Weight.Value);

    public override void Initialize(RandomGenerator random)
    {
        Nn.Initialize.Normal(_embedding.Weight.Value, 0f, 1f, random);
        foreach (var layer in _transform.Layers)
            Fill(layer, random);
    }
}
