namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>
    /// Runs a block and keeps nothing of it but its inputs and its result; the backward pass runs it again (gradient checkpointing, Chen et
    /// al. 2016). The gradients are those without, bit for bit. Without an open tape the block just runs.
    /// </summary>
    /// <param name="block">
    /// Runs once now and once in the backward pass, where whatever it draws at random must come out the same.
    /// </param>
    /// <param name="inputs">Every tensor made under the tape that the block reads, of any shape.</param>
    /// <returns>What the block gives, in its shape.</returns>
    public static Tensor Checkpoint(CheckpointedBlock block, params ReadOnlySpan<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (!GradientTape.IsOpen)
            return block(inputs);
        Tensor result;
        bool requiresGradient;
        using (var tape = new GradientTape())
        {
            result = tape.Keep(block(CheckpointOperation.Aliases(inputs)));
            requiresGradient = result.RequiresGradient;
        }

        if (!requiresGradient)
            return result;
        return GradientTape.RecordAlways(new CheckpointOperation(block), result, inputs!);
    }
}

/// <summary>The recorded form of <see cref="Functional.Checkpoint"/>: inputs the block's.</summary>
internal sealed class CheckpointOperation(CheckpointedBlock block) : Operation
{
    /// <summary>
    /// Leaves on the memory of the inputs. The block records its operations between them and its result, and cannot take their memory.
    /// </summary>
    public static Tensor[] Aliases(ReadOnlySpan<Tensor> inputs)
    {
        var aliases = new Tensor[inputs.Length];
        for (var i = 0; i < aliases.Length; i++)
        {
            aliases[i] = inputs[i].Detach();
            aliases[i].RequiresGradient = inputs[i].RequiresGradient;
        }

        return aliases;
    }

    protected override void Backward()
    {
        using var tape = new GradientTape();
        var inputs = new Tensor[InputCount];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = Input(i);
        var aliases = Aliases(inputs);
        var root = block(aliases);

        // What later readers of an input gave it comes first in its sum, as on a tape that recorded the block itself.
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] is { RequiresGradient: true, HasGradient: true })
                aliases[i].AdoptGradient(inputs[i].TakeGradient()!);
        }

        Flow(tape, root);
        for (var i = 0; i < inputs.Length; i++)
        {
            if (aliases[i].HasGradient)
                GiveBack(aliases[i].TakeGradient()!, i);
        }
    }

    private void Flow(GradientTape tape, Tensor root)
    {
        var gradient = Result.TakeGradient()!;
        if (root.Producer is null && root.HasGradient) // the block returned an input
        {
            root.Backend.AddScaled(gradient, 1f, root.Gradient!);
            TensorRecycler.Return(gradient);
            return;
        }

        tape.BackwardFrom(root, gradient);
    }

    private void GiveBack(Tensor gradient, int index)
    {
        if (Input(index).HasGradient) // one tensor was given as two inputs
        {
            AddGradient(index, gradient);
            TensorRecycler.Return(gradient);
            return;
        }

        Input(index).AdoptGradient(gradient);
    }
}
