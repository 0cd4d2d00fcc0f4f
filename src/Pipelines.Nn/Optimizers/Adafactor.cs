using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// Adafactor (Shazeer and Stern 2018) as Hugging Face's transformers compute it: of a matrix it keeps mean squares of rows and columns
/// only.
/// </summary>
public sealed class Adafactor : Optimizer
{
    private readonly double? _beta1;
    private readonly double _decayRate;
    private readonly double _squareEpsilon;
    private readonly double _scaleEpsilon;
    private readonly double _clipThreshold;
    private readonly double _weightDecay;
    private readonly bool _scalesByParameter;
    private readonly bool _relativeStep;
    private readonly bool _warmUpInitially;

    /// <summary>Prepares to train groups of parameters.</summary>
    /// <param name="groups">The parameters.</param>
    /// <param name="learningRate">The step size; not used with <paramref name="relativeStep"/>.</param>
    /// <param name="beta1">Decay of a mean of updates, at least 0 and less than 1; null for none.</param>
    /// <param name="decayRate">The means of squares decay by <c>1 − step^decayRate</c>; negative.</param>
    /// <param name="squareEpsilon">Added to squared gradients, at least 0.</param>
    /// <param name="scaleEpsilon">The least root mean square of a parameter that scales its steps, at least 0.</param>
    /// <param name="clipThreshold">Updates whose root mean square is larger are scaled down to this; more than 0.</param>
    /// <param name="scalesByParameter">Whether the step size is multiplied by the parameter's root mean square.</param>
    /// <param name="relativeStep">Whether the step size is the root of 1 / step, at most 0.01, instead of the learning rate.</param>
    /// <param name="warmUpInitially">Whether such a step size is also at most <c>1e-6 · step</c>.</param>
    /// <param name="weightDecay">For groups without their own: each step shrinks a parameter by the step size times this.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    /// <exception cref="ArgumentException">A warm-up of relative steps without relative steps.</exception>
    public Adafactor(
        IReadOnlyList<ParameterGroup> groups, double learningRate = 1e-3, double? beta1 = null, double decayRate = -0.8,
        double squareEpsilon = 1e-30, double scaleEpsilon = 1e-3, double clipThreshold = 1.0, bool scalesByParameter = true,
        bool relativeStep = true, bool warmUpInitially = false, double weightDecay = 0.0)
        : base(groups, learningRate)
    {
        _beta1 = beta1 is { } given ? Settings.Fraction(given, nameof(beta1)) : null;
        _decayRate = decayRate < 0.0 && double.IsFinite(decayRate)
            ? decayRate
            : throw new ArgumentOutOfRangeException(nameof(decayRate), decayRate, "The value must be finite and less than 0.");
        _squareEpsilon = Settings.NotNegative(squareEpsilon, nameof(squareEpsilon));
        _scaleEpsilon = Settings.NotNegative(scaleEpsilon, nameof(scaleEpsilon));
        _clipThreshold = Settings.Positive(clipThreshold, nameof(clipThreshold));
        _weightDecay = Settings.NotNegative(weightDecay, nameof(weightDecay));
        (_scalesByParameter, _relativeStep, _warmUpInitially) = (scalesByParameter, relativeStep, warmUpInitially);
        if (warmUpInitially && !relativeStep)
            throw new ArgumentException("A warm-up of relative steps needs relative steps.", nameof(warmUpInitially));
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StateSlot> SlotsOf(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var shape = parameter.Shape;
        List<StateSlot> slots = [];
        if (_beta1 is not null)
            slots.Add(new("exp_avg", shape));
        if (shape.Rank < 2)
        {
            slots.Add(new("exp_avg_sq", shape));
            return slots;
        }

        var extents = new int[shape.Rank];
        for (var i = 0; i < extents.Length; i++)
            extents[i] = shape[i];
        slots.Add(new("exp_avg_sq_row", new Shape(extents[..^1])));
        slots.Add(new("exp_avg_sq_col", new Shape([.. extents[..^2], extents[^1]])));
        return slots;
    }

    /// <inheritdoc/>
    protected override void Update(ParameterState state, Tensor gradient, double learningRate, double gradientScale)
    {
        ArgumentNullException.ThrowIfNull(state);
        var settings = new AdafactorSettings(
            _relativeStep ? RelativeStepOf(state.Step) * state.Group.LearningRateFactor : learningRate,
            1.0 - Math.Pow(state.Step, _decayRate), _beta1 ?? 0.0, _squareEpsilon, _scaleEpsilon, _clipThreshold,
            state.Group.WeightDecay ?? _weightDecay, _scalesByParameter, gradientScale);
        var (weights, moment, next) = _beta1 is null ? (state.Weights, null, 0) : (state.Weights, state[0], 1);
        if (state.Parameter.Shape.Rank < 2)
            weights.Backend.AdafactorUnfactored(weights, gradient, state[next], moment, settings);
        else
            weights.Backend.Adafactor(weights, gradient, state[next], state[next + 1], moment, settings);
    }

    private double RelativeStepOf(int step) => Math.Min(_warmUpInitially ? 1e-6 * step : 1e-2, 1.0 / Math.Sqrt(step));
}
