using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>Two projections with an activation between, as GPT-2 has them: <c>c_fc</c> and <c>c_proj</c>.</summary>
internal sealed class ActivatedFeedForward : FeedForward
{
    private readonly ModuleSlot<Projection> _up;
    private readonly ModuleSlot<Projection> _down;
    private readonly Activation _activation;

    public ActivatedFeedForward(ProjectionFactory projections, GptConfig config)
    {
        _activation = config.Activation;
        var (size, inner) = (config.EmbeddingSize, config.EffectiveFeedForwardSize);
        _up = AddModule<Projection>("c_fc", projections(size, inner, config.HasFeedForwardBias));
        _down = AddModule<Projection>("c_proj", projections(inner, size, config.HasFeedForwardBias));
    }

    public override Tensor Forward(Tensor x, Tensor? residual) =>
        _down.Module.Forward(_up.Module.Forward(x, _activation), residual: residual);
}
