using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>Stochastic gradient descent with momentum, as PyTorch computes it. Without momentum it keeps no state.</summary>
public sealed class Sgd : Optimizer
{
    private readonly double _momentum;
    private readonly double _dampening;
    private readonly double _weightDecay;
    private readonly bool _nesterov;

    /// <summary>Prepares to train groups of parameters.</summary>
    /// <param name="groups">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="momentum">Decay of the velocity, at least 0; 0 for none.</param>
    /// <param name="dampening">How much of each gradient after the first the velocity leaves out.</param>
    /// <param name="nesterov">Whether steps look ahead along the velocity; needs a momentum and no dampening.</param>
    /// <param name="weightDecay">For groups without their own: times the parameter, added to its gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    /// <exception cref="ArgumentException">Nesterov's momentum without momentum or with dampening.</exception>
    public Sgd(
        IReadOnlyList<ParameterGroup> groups, double learningRate = 1e-3, double momentum = 0.0, double dampening = 0.0,
        bool nesterov = false, double weightDecay = 0.0)
        : base(groups, learningRate)
    {
        _momentum = Settings.NotNegative(momentum, nameof(momentum));
        _dampening = double.IsFinite(dampening)
            ? dampening
            : throw new ArgumentOutOfRangeException(nameof(dampening), dampening, "The value must be finite.");
        _weightDecay = Settings.NotNegative(weightDecay, nameof(weightDecay));
        _nesterov = nesterov;
        if (nesterov && (momentum == 0.0 || dampening != 0.0))
            throw new ArgumentException("Nesterov's momentum needs a momentum above 0 and no dampening.", nameof(nesterov));
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StateSlot> SlotsOf(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return _momentum == 0.0 ? [] : [new("momentum_buffer", parameter.Shape)];
    }

    /// <inheritdoc/>
    protected override void Update(ParameterState state, Tensor gradient, double learningRate, double gradientScale)
    {
        ArgumentNullException.ThrowIfNull(state);
        var settings = new SgdSettings(
            learningRate, _momentum, _dampening, _nesterov, state.Group.WeightDecay ?? _weightDecay, state.Step == 1, gradientScale);
        state.Weights.Backend.Sgd(state.Weights, gradient, _momentum == 0.0 ? null : state[0], settings);
    }
}
