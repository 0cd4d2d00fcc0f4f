namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>Root-mean-square normalisation over the innermost dimension (Zhang and Sennrich 2019).</summary>
    /// <param name="input">[…, n].</param>
    /// <param name="gain">[n], or null for ones.</param>
    /// <param name="epsilon">Added to the mean of squares.</param>
    /// <returns>[…, n].</returns>
    /// <exception cref="TensorException">A shape, element type or backend does not fit.</exception>
    public static Tensor RmsNorm(Tensor input, Tensor? gain, float epsilon = 1e-6f)
    {
        const string Name = nameof(RmsNorm);
        Check.Float(Name, input, nameof(input));
        Check.MinimumRank(Name, input, nameof(input), 1);
        Check.RowVector(Name, gain, nameof(gain), input, nameof(input));
        Check.Backend(Name, input, gain);
        var backend = input.Backend;
        var result = backend.Empty(input.Shape);
        var inverseRms = TensorRecycler.Rent(backend, new Shape(input.Shape.RowCount));
        backend.RmsNorm(input, gain, epsilon, result, inverseRms);
        var operation = RmsNormOperation.Rent();
        operation.Save(inverseRms);
        return GradientTape.Record(operation, result, input, gain);
    }
}

/// <summary>The recorded form of <see cref="Functional.RmsNorm"/>: inputs input, gain; saves the inverse RMS.</summary>
internal sealed class RmsNormOperation : PooledOperation<RmsNormOperation>
{
    protected override void Backward()
    {
        Tensor? inputGradient = null;
        var accumulate = false;
        if (NeedsGradient(0))
            inputGradient = GradientTarget(0, out accumulate);
        ResultGradient.Backend.RmsNormBackward(
            ResultGradient, Input(0), OptionalInput(1), Saved(0), inputGradient, accumulate,
            NeedsGradient(1) ? AccumulatedGradient(1) : null);
    }
}
