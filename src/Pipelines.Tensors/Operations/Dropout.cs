namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>
    /// Inverted dropout (Srivastava et al. 2014): each element becomes 0 with the given probability, the others grow by
    /// <c>1 / (1 − probability)</c>. Which elements survive depends on the seed and their position alone.
    /// </summary>
    /// <param name="source">[…].</param>
    /// <param name="probability">At least 0 and less than 1; 0 returns <paramref name="source"/> itself.</param>
    /// <param name="seed">A fresh number for every use.</param>
    /// <returns>The shape of <paramref name="source"/>.</returns>
    /// <exception cref="TensorException">The probability is out of range, or the source is not in Float32.</exception>
    public static Tensor Dropout(Tensor source, float probability, ulong seed)
    {
        Check.Float(nameof(Dropout), source, nameof(source));
        if (!(probability >= 0f && probability < 1f))
            throw new TensorException(nameof(Dropout), $"probability is {probability}; it must be at least 0 and less than 1.");
        if (probability == 0f)
            return source;
        var result = source.Backend.Empty(source.Shape);
        source.Backend.Dropout(source, probability, seed, result);
        if (!GradientTape.IsRecording(source))
            return result;
        var operation = DropoutOperation.Rent();
        operation.Probability = probability;
        operation.Seed = seed;
        return GradientTape.Record(operation, result, source);
    }
}

/// <summary>The recorded form of <see cref="Functional.Dropout"/>: input source. The same seed makes the same mask again.</summary>
internal sealed class DropoutOperation : PooledOperation<DropoutOperation>
{
    public float Probability { get; set; }

    public ulong Seed { get; set; }

    protected override void Backward()
    {
        if (!NeedsGradient(0))
            return;
        ResultGradient.Backend.Dropout(ResultGradient, Probability, Seed, ResultGradient);
        PassGradient(0);
    }
}
