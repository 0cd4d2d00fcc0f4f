using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019), as PyTorch computes it, in one pass per parameter.</summary>
public sealed class AdamW : Optimizer
{
    private readonly float _beta1;
    private readonly float _beta2;
    private readonly float _epsilon;
    private readonly float _weightDecay;

    /// <summary>Prepares to train groups of parameters.</summary>
    /// <param name="groups">The parameters; <see cref="ParameterGroup.SplitByRank"/> gives the usual two groups.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">Decay of the mean of gradients, at least 0 and less than 1.</param>
    /// <param name="beta2">Decay of the mean of squared gradients, at least 0 and less than 1.</param>
    /// <param name="epsilon">Added to the root of the corrected mean of squares, at least 0.</param>
    /// <param name="weightDecay">For groups without their own: each step shrinks a parameter by <c>learningRate · weightDecay</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public AdamW(
        IReadOnlyList<ParameterGroup> groups, float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f,
        float weightDecay = 0.01f)
        : base(groups, learningRate, "exp_avg", "exp_avg_sq")
    {
        _beta1 = Settings.Fraction(beta1, nameof(beta1));
        _beta2 = Settings.Fraction(beta2, nameof(beta2));
        _epsilon = Settings.NotNegative(epsilon, nameof(epsilon));
        _weightDecay = Settings.NotNegative(weightDecay, nameof(weightDecay));
        foreach (var group in groups)
            Settings.NotNegative(group.WeightDecay ?? 0f, nameof(ParameterGroup.WeightDecay));
    }

    /// <inheritdoc/>
    protected override void Update(ParameterState state, Tensor gradient, float learningRate, float gradientScale)
    {
        var value = state.Parameter.Value;
        var settings = new AdamWSettings(
            learningRate, _beta1, _beta2, _epsilon, state.Group.WeightDecay ?? _weightDecay, state.Step, gradientScale);
        value.Backend.AdamW(value, gradient, state[0], state[1], settings);
    }
}
