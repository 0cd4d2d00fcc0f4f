using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>
/// A gated projection with gate and values in one, as Phi-3 has it: <c>gate_up_proj</c> (the gate's rows first) and <c>down_proj</c>.
/// </summary>
internal sealed class FusedFeedForward : FeedForward
{
    private readonly ModuleSlot<Projection> _gateUp;
    private readonly ModuleSlot<Projection> _down;
    private readonly Activation _activation;

    public FusedFeedForward(ProjectionFactory projections, GptConfig config)
    {
        _activation = config.Activation;
        var (size, inner) = (config.EmbeddingSize, config.EffectiveFeedForwardSize);
        _gateUp = AddModule<Projection>("gate_up_proj", projections(size, 2 * inner, config.HasFeedForwardBias));
        _down = AddModule<Projection>("down_proj", projections(inner, size, config.HasFeedForwardBias));
    }

    public override Tensor Forward(Tensor x, Tensor? residual) =>
        _down.Module.Forward(Functional.Gate(_gateUp.Module.Forward(x), _activation), residual: residual);
}
