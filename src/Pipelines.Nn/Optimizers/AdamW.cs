namespace Pipelines.Nn;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019), as PyTorch computes it, in one pass per parameter.</summary>
/// <param name="groups">The parameters; <see cref="ParameterGroup.SplitByRank"/> gives the usual two groups.</param>
/// <param name="learningRate">The step size.</param>
/// <param name="beta1">Decay of the mean of gradients, at least 0 and less than 1.</param>
/// <param name="beta2">Decay of the mean of squared gradients, at least 0 and less than 1.</param>
/// <param name="epsilon">Added to the root of the corrected mean of squares, at least 0.</param>
/// <param name="weightDecay">For groups without their own: each step shrinks a parameter by <c>learningRate · weightDecay</c>.</param>
/// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
public class AdamW(
    IReadOnlyList<ParameterGroup> groups, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
    double weightDecay = 0.01)
    : Adam(groups, learningRate, beta1, beta2, epsilon, weightDecay)
{
    private protected sealed override bool IsDecoupled => true;
}
