using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>Rotary position embedding (Su et al. 2021): tables of cosines and sines, shared by all layers of a model.</summary>
public sealed class RotaryEmbedding : Module
{
    /// <summary>Computes the tables in the precision Hugging Face computes them in (Float32 angles).</summary>
    /// <param name="backend">Where it computes.</param>
    /// <param name="headSize">Elements per head, even.</param>
    /// <param name="positionCount">How many positions the tables have.</param>
    /// <param name="theta">The base of the wavelengths.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public RotaryEmbedding(ITensorBackend backend, int headSize, int positionCount, float theta = 10000f)
        : this(backend, DefaultFrequencies(headSize, theta), positionCount)
    {
    }

    /// <summary>Computes the tables from frequencies (scaled variants: linear, llama3, longrope, yarn).</summary>
    /// <param name="backend">Where it computes.</param>
    /// <param name="inverseFrequencies">Radians per position for each pair of elements: headSize / 2 of them.</param>
    /// <param name="positionCount">How many positions the tables have.</param>
    /// <param name="scale">A factor on cosines and sines (longrope's attention factor).</param>
    public RotaryEmbedding(ITensorBackend backend, ReadOnlySpan<float> inverseFrequencies, int positionCount, float scale = 1f)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentOutOfRangeException.ThrowIfLessThan(positionCount, 1);
        ArgumentOutOfRangeException.ThrowIfZero(inverseFrequencies.Length);
        HeadSize = 2 * inverseFrequencies.Length;
        PositionCount = positionCount;
        var shape = new Shape(positionCount, inverseFrequencies.Length);
        Cosine = AddBuffer(backend.Empty(shape));
        Sine = AddBuffer(backend.Empty(shape));
        var cosine = Cosine.AsSpan<float>();
        var sine = Sine.AsSpan<float>();
        for (var position = 0; position < positionCount; position++)
        {
            for (var i = 0; i < inverseFrequencies.Length; i++)
            {
                double angle = position * inverseFrequencies[i]; // rounded to Float32 before the functions, as the reference does
                var index = position * inverseFrequencies.Length + i;
                cosine[index] = (float)Math.Cos(angle) * scale;
                sine[index] = (float)Math.Sin(angle) * scale;
            }
        }
    }

    /// <summary>Elements per head.</summary>
    public int HeadSize { get; }

    /// <summary>How many positions the tables have.</summary>
    public int PositionCount { get; }

    /// <summary>[positions, headSize / 2].</summary>
    public Tensor Cosine { get; }

    /// <summary>[positions, headSize / 2].</summary>
    public Tensor Sine { get; }

    /// <summary>
    /// Rotates heads that stand side by side in each row; the memory of <paramref name="rows"/> may be taken for the result.
    /// </summary>
    /// <param name="rows">[…, n]; do not use it afterwards.</param>
    /// <param name="positions">Int32, one for each row.</param>
    /// <param name="headCount">How many heads are rotated.</param>
    /// <param name="offset">Where the first of them starts in its row.</param>
    /// <returns>The shape of <paramref name="rows"/>.</returns>
    public Tensor Forward(Tensor rows, Tensor positions, int headCount, int offset = 0) =>
        Functional.Rotary(rows, Cosine, Sine, positions, headCount, HeadSize, offset, overwrite: true);

    /// <summary><c>theta^(−2i / headSize)</c> for i in [0, headSize / 2).</summary>
    /// <param name="headSize">Elements per head, even.</param>
    /// <param name="theta">The base of the wavelengths.</param>
    /// <returns>Radians per position, one for each of the headSize / 2 pairs of elements.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The head size is not positive and even, or theta is not positive.</exception>
    public static float[] DefaultFrequencies(int headSize, float theta)
    {
        if (headSize <= 0 || headSize % 2 != 0)
            throw new ArgumentOutOfRangeException(nameof(headSize), headSize, "A rotary head size is positive and even.");
        if (!(theta > 0f && float.IsFinite(theta)))
            throw new ArgumentOutOfRangeException(nameof(theta), theta, "The base is positive and finite.");
        var frequencies = new float[headSize / 2];
        for (var i = 0; i < frequencies.Length; i++)
            frequencies[i] = 1f / MathF.Pow(theta, 2f * i / headSize);
        return frequencies;
    }
}
