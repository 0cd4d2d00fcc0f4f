namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>
    /// Gated activation over rows of [gate | up]: <c>activation(gate) · up</c> (Shazeer 2020; SwiGLU with <see cref="Activation.Silu"/>).
    /// </summary>
    /// <param name="gateUp">[…, 2n]: the gate's half first.</param>
    /// <param name="activation">Applied to the gate.</param>
    /// <returns>[…, n].</returns>
    /// <exception cref="TensorException">The rows have an odd number of elements, or are not in Float32.</exception>
    public static Tensor Gate(Tensor gateUp, Activation activation = Activation.Silu)
    {
        const string Name = nameof(Gate);
        Check.Float(Name, gateUp, nameof(gateUp));
        Check.MinimumRank(Name, gateUp, nameof(gateUp), 1);
        if (gateUp.Shape[-1] % 2 != 0)
            throw new TensorException(Name, $"gateUp has shape {gateUp.Shape}; rows of [gate | up] have an even length.");
        var result = gateUp.Backend.Empty(gateUp.Shape.With(-1, gateUp.Shape[-1] / 2));
        gateUp.Backend.Gate(activation, gateUp, result);
        if (!GradientTape.IsRecording(gateUp))
            return result;
        var operation = GateOperation.Rent();
        operation.Activation = activation;
        return GradientTape.Record(operation, result, gateUp);
    }
}

/// <summary>The recorded form of <see cref="Functional.Gate"/>: input gateUp.</summary>
internal sealed class GateOperation : PooledOperation<GateOperation>
{
    public Activation Activation { get; set; }

    protected override void Backward()
    {
        if (!NeedsGradient(0))
            return;
        var backend = ResultGradient.Backend;
        var target = GradientTarget(0, out var accumulate);
        if (!accumulate)
        {
            backend.GateBackward(Activation, ResultGradient, Input(0), target);
            return;
        }

        var addend = TensorRecycler.Rent(backend, target.Shape);
        backend.GateBackward(Activation, ResultGradient, Input(0), addend);
        backend.AddScaled(addend, 1f, target);
        TensorRecycler.Return(addend);
    }
}
