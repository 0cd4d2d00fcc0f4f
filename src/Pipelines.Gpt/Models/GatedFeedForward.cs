using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>A gated projection, as Llama has it: <c>gate_proj</c>, <c>up_proj</c> and <c>down_proj</c>.</summary>
internal sealed class GatedFeedForward : FeedForward
{
    private readonly ModuleSlot<Projection> _gate;
    private readonly ModuleSlot<Projection> _up;
    private readonly ModuleSlot<Projection> _down;
    private readonly Activation _activation;

    public GatedFeedForward(ProjectionFactory projections, GptConfig config)
    {
        _activation = config.Activation;
        var (size, inner) = (config.EmbeddingSize, config.EffectiveFeedForwardSize);
        _gate = AddModule<Projection>("gate_proj", projections(size, inner, config.HasFeedForwardBias));
        _up = AddModule<Projection>("up_proj", projections(size, inner, config.HasFeedForwardBias));
        _down = AddModule<Projection>("down_proj", projections(inner, size, config.HasFeedForwardBias));
    }

    public override Tensor Forward(Tensor x, Tensor? residual) =>
        _down.Module.Forward(Functional.Multiply(_gate.Module.Forward(x, _activation), _up.Module.Forward(x)), residual: residual);
}
