using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>The feed-forward half of a block.</summary>
internal abstract class FeedForward : Module
{
    public abstract Tensor Forward(Tensor x, Tensor? residual);
}
