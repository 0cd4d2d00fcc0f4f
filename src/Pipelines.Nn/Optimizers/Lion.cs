using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// Lion (Chen et al. 2023): steps have the sign of a moment, which is all it keeps. Its learning rate is 3 to 10 times lower than Adam's.
/// </summary>
public sealed class Lion : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _weightDecay;

    /// <summary>Prepares to train groups of parameters.</summary>
    /// <param name="groups">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">The moment's share in the direction whose sign is taken, at least 0 and less than 1.</param>
    /// <param name="beta2">Decay of the moment, at least 0 and less than 1.</param>
    /// <param name="weightDecay">For groups without their own: each step shrinks a parameter by <c>learningRate · weightDecay</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public Lion(
        IReadOnlyList<ParameterGroup> groups, double learningRate = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weightDecay = 0.0)
        : base(groups, learningRate)
    {
        _beta1 = Settings.Fraction(beta1, nameof(beta1));
        _beta2 = Settings.Fraction(beta2, nameof(beta2));
        _weightDecay = Settings.NotNegative(weightDecay, nameof(weightDecay));
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StateSlot> SlotsOf(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return [new("exp_avg", parameter.Shape)];
    }

    /// <inheritdoc/>
    protected override void Update(ParameterState state, Tensor gradient, double learningRate, double gradientScale)
    {
        ArgumentNullException.ThrowIfNull(state);
        var settings = new LionSettings(learningRate, _beta1, _beta2, state.Group.WeightDecay ?? _weightDecay, gradientScale);
        state.Weights.Backend.Lion(state.Weights, gradient, state[0], settings);
    }
}
