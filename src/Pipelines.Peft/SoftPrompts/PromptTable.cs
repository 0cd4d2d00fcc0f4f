using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>A soft prompt whose numbers are the parameters themselves; what files hold, of every method.</summary>
internal sealed class PromptTable : SoftPromptEncoder
{
    private readonly Embedding _embedding;

    public PromptTable(ITensorBackend backend, SoftPromptKind kind, int tokenCount, int width)
        : base(kind, tokenCount)
    {
        _embedding = AddModule("embedding", new Embedding(backend, tokenCount, width)).Module;
    }

    /// <summary>[virtual tokens, width].</summary>
    public Parameter Weight => _embedding.Weight;

    public override Tensor Forward() => Weight.Value;

    public override void Initialize(RandomGenerator random) => Nn.Initialize.Normal(Weight.Value, 0f, 1f, random);
}
