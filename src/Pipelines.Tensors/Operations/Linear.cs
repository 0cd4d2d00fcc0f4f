namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary><c>activation(input · weightᵀ + bias) + residual</c> over the rows of the input.</summary>
    /// <param name="input">[…, in].</param>
    /// <param name="weight">[out, in], in Float32 or BFloat16.</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="activation">Applied after the bias.</param>
    /// <param name="residual">[…, out], added last; null for none.</param>
    /// <returns>[…, out].</returns>
    /// <exception cref="TensorException">A shape, element type or backend does not fit.</exception>
    public static Tensor Linear(
        Tensor input, Tensor weight, Tensor? bias = null, Activation activation = Activation.None, Tensor? residual = null)
    {
        const string Name = nameof(Linear);
        Check.Float(Name, input, nameof(input));
        Check.Weight(Name, weight, nameof(weight));
        Check.OptionalFloat(Name, bias, nameof(bias));
        Check.OptionalFloat(Name, residual, nameof(residual));
        Check.Backend(Name, input, weight, bias, residual);
        Check.MinimumRank(Name, input, nameof(input), 1);
        if (weight.Shape.Rank != 2 || weight.Shape[1] != input.Shape[-1])
        {
            throw new TensorException(
                Name, $"weight has shape {weight.Shape}; [out, {input.Shape[-1]}] was expected for input of shape {input.Shape}.");
        }

        Check.Shape(Name, bias, nameof(bias), new Shape(weight.Shape[0]));
        var shape = input.Shape.With(-1, weight.Shape[0]);
        Check.Shape(Name, residual, nameof(residual), shape);
        var backend = input.Backend;
        var result = backend.Empty(shape);
        if (!GradientTape.IsRecording(input, weight, bias, residual))
        {
            backend.Linear(input, weight, bias, activation, preActivation: null, residual, result);
            return result;
        }

        var operation = LinearOperation.Rent();
        operation.Activation = activation;
        Tensor? preActivation = null;
        if (activation != Activation.None)
        {
            preActivation = TensorRecycler.Rent(backend, shape);
            operation.Save(preActivation);
        }

        backend.Linear(input, weight, bias, activation, preActivation, residual, result);
        return GradientTape.Record(operation, result, input, weight, bias, residual);
    }
}

/// <summary>The recorded form of <see cref="Functional.Linear"/>: inputs input, weight, bias, residual.</summary>
internal sealed class LinearOperation : PooledOperation<LinearOperation>
{
    public Activation Activation { get; set; }

    protected override void Backward()
    {
        // The backend may undo the activation in the result's gradient, so the residual takes its share before.
        if (NeedsGradient(3) && Activation != Activation.None)
            AddGradient(3, ResultGradient);
        Tensor? inputGradient = null;
        var accumulate = false;
        if (NeedsGradient(0))
            inputGradient = GradientTarget(0, out accumulate);
        Tensor? weightGradient = null;
        var accumulateWeight = false;
        if (NeedsGradient(1))
            weightGradient = GradientTarget(1, out accumulateWeight);
        var biasGradient = NeedsGradient(2) ? AccumulatedGradient(2) : null;
        if (inputGradient is not null || weightGradient is not null || biasGradient is not null)
        {
            ResultGradient.Backend.LinearBackward(
                ResultGradient, Input(0), Input(1), Activation, Activation == Activation.None ? null : Saved(0),
                inputGradient, accumulate, weightGradient, accumulateWeight, biasGradient);
        }

        if (NeedsGradient(3) && Activation == Activation.None)
            PassGradient(3);
    }
}
