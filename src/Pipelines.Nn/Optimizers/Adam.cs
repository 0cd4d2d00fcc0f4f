using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// Adam (Kingma and Ba 2015) as PyTorch computes it, in one pass per parameter. Weight decay is L2 regularisation: it enters the gradient
/// and so the moments; <see cref="AdamW"/> decouples it.
/// </summary>
public class Adam : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _weightDecay;

    /// <summary>Prepares to train groups of parameters.</summary>
    /// <param name="groups">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">Decay of the mean of gradients, at least 0 and less than 1.</param>
    /// <param name="beta2">Decay of the mean of squared gradients, at least 0 and less than 1.</param>
    /// <param name="epsilon">Added to the root of the corrected mean of squares, at least 0.</param>
    /// <param name="weightDecay">For groups without their own: times the parameter, added to its gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public Adam(
        IReadOnlyList<ParameterGroup> groups, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0.0)
        : base(groups, learningRate)
    {
        _beta1 = Settings.Fraction(beta1, nameof(beta1));
        _beta2 = Settings.Fraction(beta2, nameof(beta2));
        _epsilon = Settings.NotNegative(epsilon, nameof(epsilon));
        _weightDecay = Settings.NotNegative(weightDecay, nameof(weightDecay));
    }

    /// <summary>
    /// Whether steps are divided by the largest second moment so far instead of the present one (AMSGrad, Reddi et al. 2018).
    /// </summary>
    public bool AmsGrad { get; init; }

    /// <summary>Whether decay shrinks the parameter itself.</summary>
    private protected virtual bool IsDecoupled => false;

    /// <inheritdoc/>
    protected override IReadOnlyList<StateSlot> SlotsOf(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        StateSlot[] moments = [new("exp_avg", parameter.Shape), new("exp_avg_sq", parameter.Shape)];
        return AmsGrad ? [.. moments, new StateSlot("max_exp_avg_sq", parameter.Shape)] : moments;
    }

    /// <inheritdoc/>
    protected override void Update(ParameterState state, Tensor gradient, double learningRate, double gradientScale)
    {
        ArgumentNullException.ThrowIfNull(state);
        var settings = SettingsFor(state, learningRate, gradientScale);
        state.Weights.Backend.Adam(state.Weights, gradient, state[0], state[1], AmsGrad ? state[2] : null, settings);
    }

    /// <summary>The settings of an update.</summary>
    private protected AdamSettings SettingsFor(ParameterState state, double learningRate, double gradientScale) => new(
        learningRate, _beta1, _beta2, _epsilon, state.Group.WeightDecay ?? _weightDecay, state.Step, gradientScale, IsDecoupled);
}
