using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>RMSprop (Tieleman and Hinton 2012; centred as in Graves 2013), as PyTorch computes it.</summary>
public sealed class RmsProp : Optimizer
{
    private readonly double _smoothing;
    private readonly double _epsilon;
    private readonly double _momentum;
    private readonly double _weightDecay;
    private readonly bool _centered;

    /// <summary>Prepares to train groups of parameters.</summary>
    /// <param name="groups">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="smoothing">PyTorch's alpha: decay of the mean of squared gradients, at least 0 and less than 1.</param>
    /// <param name="epsilon">Added to the root of the mean of squares, at least 0.</param>
    /// <param name="momentum">Decay of the velocity, at least 0; 0 for none.</param>
    /// <param name="centered">Whether steps are divided by the deviation instead of the root mean square.</param>
    /// <param name="weightDecay">For groups without their own: times the parameter, added to its gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public RmsProp(
        IReadOnlyList<ParameterGroup> groups, double learningRate = 1e-2, double smoothing = 0.99, double epsilon = 1e-8,
        double momentum = 0.0, bool centered = false, double weightDecay = 0.0)
        : base(groups, learningRate)
    {
        _smoothing = Settings.Fraction(smoothing, nameof(smoothing));
        _epsilon = Settings.NotNegative(epsilon, nameof(epsilon));
        _momentum = Settings.NotNegative(momentum, nameof(momentum));
        _weightDecay = Settings.NotNegative(weightDecay, nameof(weightDecay));
        _centered = centered;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StateSlot> SlotsOf(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        List<StateSlot> slots = [new("square_avg", parameter.Shape)];
        if (_centered)
            slots.Add(new("grad_avg", parameter.Shape));
        if (_momentum > 0.0)
            slots.Add(new("momentum_buffer", parameter.Shape));
        return slots;
    }

    /// <inheritdoc/>
    protected override void Update(ParameterState state, Tensor gradient, double learningRate, double gradientScale)
    {
        ArgumentNullException.ThrowIfNull(state);
        var settings = new RmsPropSettings(
            learningRate, _smoothing, _epsilon, _momentum, state.Group.WeightDecay ?? _weightDecay, gradientScale);
        var mean = _centered ? state[1] : null;
        var velocity = _momentum > 0.0 ? state[_centered ? 2 : 1] : null;
        state.Weights.Backend.RmsProp(state.Weights, gradient, state[0], mean, velocity, settings);
    }
}
