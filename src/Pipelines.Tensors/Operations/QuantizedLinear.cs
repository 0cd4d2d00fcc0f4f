namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>
    /// <c>activation(input · weightᵀ + bias) + residual</c> with a weight kept in few bits. It is decoded a tile at a time, forward and
    /// backward; gradients flow to input, bias and residual, never to the weight.
    /// </summary>
    /// <param name="input">[…, in].</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="activation">Applied after the bias.</param>
    /// <param name="residual">[…, out], added last; null for none.</param>
    /// <returns>[…, out].</returns>
    /// <exception cref="TensorException">Shapes, types or backends do not fit.</exception>
    public static Tensor QuantizedLinear(
        Tensor input, QuantizedTensor weight, Tensor? bias = null, Activation activation = Activation.None, Tensor? residual = null)
    {
        const string Name = nameof(QuantizedLinear);
        ArgumentNullException.ThrowIfNull(weight);
        Check.Float(Name, input, nameof(input));
        Check.OptionalFloat(Name, bias, nameof(bias));
        Check.OptionalFloat(Name, residual, nameof(residual));
        Check.Backend(Name, input, bias, residual);
        Check.MinimumRank(Name, input, nameof(input), 1);
        if (weight.Backend != input.Backend)
            throw new TensorException(Name, $"weight is on {weight.Backend.Name}, input on {input.Backend.Name}; "
                + "one backend was expected.");
        if (weight.Shape[1] != input.Shape[-1])
        {
            throw new TensorException(
                Name, $"weight has shape {weight.Shape}; [out, {input.Shape[-1]}] was expected for input of shape {input.Shape}.");
        }

        Check.Shape(Name, bias, nameof(bias), new Shape(weight.Shape[0]));
        var shape = input.Shape.With(-1, weight.Shape[0]);
        Check.Shape(Name, residual, nameof(residual), shape);
        var backend = input.Backend;
        var result = backend.Empty(shape);
        if (!GradientTape.IsRecording(input, bias, residual))
        {
            backend.QuantizedLinear(input, weight, bias, activation, preActivation: null, residual, result);
            return result;
        }

        var operation = QuantizedLinearOperation.Rent();
        operation.Activation = activation;
        operation.Weight = weight;
        Tensor? preActivation = null;
        if (activation != Activation.None)
        {
            preActivation = TensorRecycler.Rent(backend, shape);
            operation.Save(preActivation);
        }

        backend.QuantizedLinear(input, weight, bias, activation, preActivation, residual, result);
        return GradientTape.Record(operation, result, input, bias, residual);
    }
}

/// <summary>The recorded form of <see cref="Functional.QuantizedLinear"/>: inputs input, bias, residual.</summary>
internal sealed class QuantizedLinearOperation : PooledOperation<QuantizedLinearOperation>
{
    public Activation Activation { get; set; }

    public QuantizedTensor? Weight { get; set; }

    protected override void Backward()
    {
        // The backend may undo the activation in the result's gradient, so the residual takes its share before.
        if (NeedsGradient(2) && Activation != Activation.None)
            AddGradient(2, ResultGradient);
        Tensor? inputGradient = null;
        var accumulate = false;
        if (NeedsGradient(0))
            inputGradient = GradientTarget(0, out accumulate);
        var biasGradient = NeedsGradient(1) ? AccumulatedGradient(1) : null;
        if (inputGradient is not null || biasGradient is not null)
        {
            ResultGradient.Backend.QuantizedLinearBackward(
                ResultGradient, Weight!, Activation, Activation == Activation.None ? null : Saved(0), inputGradient, accumulate,
                biasGradient);
        }

        Weight = null;
        if (NeedsGradient(2) && Activation == Activation.None)
            PassGradient(2);
    }
}
