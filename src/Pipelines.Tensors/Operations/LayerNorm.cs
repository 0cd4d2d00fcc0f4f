namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>Layer normalisation over the innermost dimension (Ba et al. 2016).</summary>
    /// <param name="input">[…, n].</param>
    /// <param name="gain">[n], or null for ones.</param>
    /// <param name="bias">[n], or null for zeros.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <returns>[…, n].</returns>
    /// <exception cref="TensorException">A shape, element type or backend does not fit.</exception>
    public static Tensor LayerNorm(Tensor input, Tensor? gain, Tensor? bias, float epsilon = 1e-5f)
    {
        const string Name = nameof(LayerNorm);
        Check.Float(Name, input, nameof(input));
        Check.MinimumRank(Name, input, nameof(input), 1);
        Check.RowVector(Name, gain, nameof(gain), input, nameof(input));
        Check.RowVector(Name, bias, nameof(bias), input, nameof(input));
        Check.Backend(Name, input, gain, bias);
        var backend = input.Backend;
        var rows = new Shape(input.Shape.RowCount);
        var result = backend.Empty(input.Shape);
        var mean = TensorRecycler.Rent(backend, rows);
        var inverseDeviation = TensorRecycler.Rent(backend, rows);
        backend.LayerNorm(input, gain, bias, epsilon, result, mean, inverseDeviation);
        var operation = LayerNormOperation.Rent();
        operation.Save(mean);
        operation.Save(inverseDeviation);
        return GradientTape.Record(operation, result, input, gain, bias);
    }
}

/// <summary>The recorded form of <see cref="Functional.LayerNorm"/>: inputs input, gain, bias; saves mean and inverse deviation.</summary>
internal sealed class LayerNormOperation : PooledOperation<LayerNormOperation>
{
    protected override void Backward()
    {
        Tensor? inputGradient = null;
        var accumulate = false;
        if (NeedsGradient(0))
            inputGradient = GradientTarget(0, out accumulate);
        ResultGradient.Backend.LayerNormBackward(
            ResultGradient, Input(0), OptionalInput(1), Saved(0), Saved(1), inputGradient, accumulate,
            NeedsGradient(1) ? AccumulatedGradient(1) : null, NeedsGradient(2) ? AccumulatedGradient(2) : null);
    }
}
