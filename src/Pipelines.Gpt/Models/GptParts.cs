using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>Makes the parts that the config chooses.</summary>
internal static class GptParts
{
    public static Normalization Norm(ITensorBackend backend, GptConfig config) => config.Norm switch
    {
        NormKind.RmsNorm => new RmsNorm(backend, config.EmbeddingSize, config.NormEpsilon),
        _ => new LayerNorm(backend, config.EmbeddingSize, config.Bias, config.NormEpsilon),
    };

    public static SelfAttention Attention(ProjectionFactory projections, GptConfig config, int layer, AttentionDropout? dropout) =>
        (config.Positions, config.FusedProjections) switch
        {
            (PositionKind.Rotary, false) => new RotaryAttention(projections, config, layer, dropout),
            (PositionKind.Rotary, true) => new FusedRotaryAttention(projections, config, layer, dropout),
            _ => new PackedAttention(projections, config, layer, dropout),
        };

    public static FeedForward FeedForward(ProjectionFactory projections, GptConfig config) =>
        (config.FeedForward, config.FusedProjections) switch
        {
            (FeedForwardKind.Gated, false) => new GatedFeedForward(projections, config),
            (FeedForwardKind.Gated, true) => new FusedFeedForward(projections, config),
            _ => new ActivatedFeedForward(projections, config),
        };

    /// <summary>
    /// GPT-2's initialisation: normal weights, zero biases, and projections into the residual stream smaller by √(2 · layers), because each
    /// layer adds two of them.
    /// </summary>
    public static void InitializeWeights(Module model, GptConfig config, RandomGenerator random)
    {
        var residualScale = 1f / MathF.Sqrt(2 * config.LayerCount);
        foreach (var (name, parameter) in model.NamedParameters())
        {
            if (parameter.Shape.Rank < 2)
                continue;
            var isResidual = name.EndsWith("c_proj.weight", StringComparison.Ordinal)
                || name.EndsWith("o_proj.weight", StringComparison.Ordinal)
                || name.EndsWith("down_proj.weight", StringComparison.Ordinal);
            Initialize.Normal(parameter.Value, 0f, isResidual ? config.InitializerRange * residualScale : config.InitializerRange, random);
        }
    }
}
