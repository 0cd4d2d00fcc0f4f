using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>Inverted dropout (Srivastava et al. 2014); acts only while <see cref="Module.IsTraining"/>.</summary>
public sealed class Dropout : Module
{
    private readonly RandomGenerator _random;

    /// <summary>Makes a dropout layer.</summary>
    /// <param name="probability">At least 0 and less than 1; 0 never acts.</param>
    /// <param name="random">Draws a fresh mask for every use. Modules of a model share one, whose state is saved with checkpoints.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of range.</exception>
    public Dropout(float probability, RandomGenerator random)
    {
        if (!(probability >= 0f && probability < 1f))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A dropout probability is at least 0 and less than 1.");
        ArgumentNullException.ThrowIfNull(random);
        Probability = probability;
        _random = random;
    }

    /// <summary>How likely an element becomes 0.</summary>
    public float Probability { get; }

    /// <summary>Drops elements while training; otherwise returns the input itself.</summary>
    public Tensor Forward(Tensor input) =>
        IsTraining && Probability > 0f ? Functional.Dropout(input, Probability, _random.NextUInt64()) : input;
}
