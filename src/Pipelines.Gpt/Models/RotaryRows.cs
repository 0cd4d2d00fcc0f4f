using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>Cosines and sines that rotate the heads of one pass.</summary>
/// <param name="Cosine">[positions, headSize / 2].</param>
/// <param name="Sine">[positions, headSize / 2].</param>
internal sealed record RotaryRows(Tensor Cosine, Tensor Sine)
{
    /// <summary>Rotates the first heads of each row, whose memory may be taken; do not use the rows afterwards.</summary>
    public Tensor Rotate(Tensor rows, Tensor positions, int headCount) =>
        Functional.Rotary(rows, Cosine, Sine, positions, headCount, 2 * Cosine.Shape[1], overwrite: true);
}
