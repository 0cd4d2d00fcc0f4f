using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>Gradient checkpointing of blocks that draw random numbers.</summary>
public static class GradientCheckpoint
{
    /// <summary>
    /// <see cref="Functional.Checkpoint"/> of a block with dropout: when it runs again the generator draws what it drew the first time.
    /// </summary>
    /// <param name="random">What the block draws from.</param>
    /// <param name="block">The block.</param>
    /// <param name="inputs">Every tensor made under the tape that the block reads, of any shape.</param>
    /// <returns>What the block gives, in its shape.</returns>
    public static Tensor Run(RandomGenerator random, CheckpointedBlock block, params ReadOnlySpan<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(block);
        return GradientTape.IsOpen ? Functional.Checkpoint(new Replay(random, block).Run, inputs) : block(inputs);
    }

    private sealed class Replay(RandomGenerator random, CheckpointedBlock block)
    {
        private RandomState? _start;

        public Tensor Run(ReadOnlySpan<Tensor> inputs)
        {
            if (_start is not { } start)
            {
                _start = random.State;
                return block(inputs);
            }

            var now = random.State;
            random.State = start;
            try
            {
                return block(inputs);
            }
            finally
            {
                random.State = now;
            }
        }
    }
}
