using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// AdamW whose moments are stored in 8 bits, in blocks that share a scale (Dettmers et al. 2022): a quarter of AdamW's memory. Small
/// parameters keep theirs in Float32.
/// </summary>
public sealed class AdamW8Bit : AdamW
{
    private const int LargestBlock = 4096;

    private readonly int _blockSize;
    private readonly int _minimumSize;

    /// <summary>Prepares to train groups of parameters.</summary>
    /// <param name="groups">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of squared gradients.</param>
    /// <param name="epsilon">Added to the root of the corrected mean of squares.</param>
    /// <param name="weightDecay">For groups without their own: each step shrinks a parameter by <c>learningRate · weightDecay</c>.</param>
    /// <param name="blockSize">Elements that share a scale, 1 to 4096; bitsandbytes has 256, earlier 2048.</param>
    /// <param name="minimumSize">Parameters with fewer elements keep their moments in Float32.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public AdamW8Bit(
        IReadOnlyList<ParameterGroup> groups, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0.01, int blockSize = 256, int minimumSize = 4096)
        : base(groups, learningRate, beta1, beta2, epsilon, weightDecay)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blockSize, LargestBlock);
        ArgumentOutOfRangeException.ThrowIfNegative(minimumSize);
        _blockSize = blockSize;
        _minimumSize = minimumSize;
    }

    /// <inheritdoc/>
    /// <exception cref="OptimizerException">It was made with AMSGrad.</exception>
    protected override IReadOnlyList<StateSlot> SlotsOf(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (AmsGrad)
            throw new OptimizerException("AMSGrad's largest moments are not kept in 8 bits; use AdamW.");
        var shape = parameter.Shape;
        if (shape.ElementCount < _minimumSize)
            return base.SlotsOf(parameter);
        var blocks = new Shape(checked((int)((shape.ElementCount + _blockSize - 1) / _blockSize)));
        return
        [
            new("exp_avg", shape, ElementType.UInt8), new("exp_avg.scales", blocks),
            new("exp_avg_sq", shape, ElementType.UInt8), new("exp_avg_sq.scales", blocks),
        ];
    }

    /// <inheritdoc/>
    protected override void Update(ParameterState state, Tensor gradient, double learningRate, double gradientScale)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Parameter.Shape.ElementCount < _minimumSize)
        {
            base.Update(state, gradient, learningRate, gradientScale);
            return;
        }

        var settings = SettingsFor(state, learningRate, gradientScale);
        state.Weights.Backend.Adam8Bit(state.Weights, gradient, state[0], state[1], state[2], state[3], _blockSize, settings);
    }
}
