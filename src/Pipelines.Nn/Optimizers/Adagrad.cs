using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>Adagrad (Duchi et al. 2011), as PyTorch computes it.</summary>
public sealed class Adagrad : Optimizer
{
    private readonly double _learningRateDecay;
    private readonly double _epsilon;
    private readonly double _weightDecay;
    private readonly float _initialSum;

    /// <summary>Prepares to train groups of parameters.</summary>
    /// <param name="groups">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="learningRateDecay">The step size of update t is divided by <c>1 + (t − 1) · learningRateDecay</c>; at least 0.</param>
    /// <param name="epsilon">Added to the root of the sum of squares, at least 0.</param>
    /// <param name="initialSum">What the sums of squares start with, at least 0.</param>
    /// <param name="weightDecay">For groups without their own: times the parameter, added to its gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public Adagrad(
        IReadOnlyList<ParameterGroup> groups, double learningRate = 1e-2, double learningRateDecay = 0.0, double epsilon = 1e-10,
        double initialSum = 0.0, double weightDecay = 0.0)
        : base(groups, learningRate)
    {
        _learningRateDecay = Settings.NotNegative(learningRateDecay, nameof(learningRateDecay));
        _epsilon = Settings.NotNegative(epsilon, nameof(epsilon));
        _initialSum = (float)Settings.NotNegative(initialSum, nameof(initialSum));
        _weightDecay = Settings.NotNegative(weightDecay, nameof(weightDecay));
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StateSlot> SlotsOf(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return [new("sum", parameter.Shape, InitialValue: _initialSum)];
    }

    /// <inheritdoc/>
    protected override void Update(ParameterState state, Tensor gradient, double learningRate, double gradientScale)
    {
        ArgumentNullException.ThrowIfNull(state);
        var decayed = learningRate / (1.0 + (state.Step - 1) * _learningRateDecay);
        var settings = new AdagradSettings(decayed, _epsilon, state.Group.WeightDecay ?? _weightDecay, gradientScale);
        state.Weights.Backend.Adagrad(state.Weights, gradient, state[0], settings);
    }
}
