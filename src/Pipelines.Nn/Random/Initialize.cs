using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>Fills Float32 tensors with initial values; the same generator state gives the same values everywhere.</summary>
public static class Initialize
{
    /// <summary>Normal with a mean and standard deviation.</summary>
    /// <param name="tensor">Float32, of any shape; overwritten.</param>
    /// <param name="mean">The mean of the distribution.</param>
    /// <param name="deviation">Its standard deviation.</param>
    /// <param name="random">What is drawn from, an element at a time.</param>
    public static void Normal(Tensor tensor, float mean, float deviation, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(random);
        foreach (ref var value in tensor.AsSpan<float>())
            value = (float)(mean + deviation * random.NextNormal());
    }

    /// <summary>Uniform in [<paramref name="minimum"/>, <paramref name="maximum"/>).</summary>
    /// <param name="tensor">Float32, of any shape; overwritten.</param>
    /// <param name="minimum">The least value.</param>
    /// <param name="maximum">Greater than any value.</param>
    /// <param name="random">What is drawn from, an element at a time.</param>
    public static void Uniform(Tensor tensor, float minimum, float maximum, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(random);
        foreach (ref var value in tensor.AsSpan<float>())
            value = (float)(minimum + (maximum - (double)minimum) * random.NextDouble());
    }

    /// <summary>The same value everywhere.</summary>
    /// <param name="tensor">Float32, of any shape; overwritten.</param>
    /// <param name="value">What each element becomes.</param>
    public static void Constant(Tensor tensor, float value)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        tensor.Backend.Fill(tensor, value);
    }

    /// <summary>PyTorch's default for linear layers: uniform within ±1/√fanIn (He et al. 2015 with a = √5).</summary>
    /// <param name="tensor">[out, in, …].</param>
    /// <param name="random">Draws the values.</param>
    public static void KaimingUniform(Tensor tensor, RandomGenerator random)
    {
        var bound = 1f / MathF.Sqrt(FanIn(tensor));
        Uniform(tensor, -bound, bound, random);
    }

    /// <summary>Normal with standard deviation √(2/fanIn) (He et al. 2015), for layers before a ReLU.</summary>
    /// <param name="tensor">[out, in, …].</param>
    /// <param name="random">Draws the values.</param>
    public static void KaimingNormal(Tensor tensor, RandomGenerator random) => Normal(tensor, 0f, MathF.Sqrt(2f / FanIn(tensor)), random);

    /// <summary>Uniform within ±√(6/(fanIn + fanOut)) (Glorot and Bengio 2010).</summary>
    /// <param name="tensor">[out, in, …].</param>
    /// <param name="random">Draws the values.</param>
    public static void XavierUniform(Tensor tensor, RandomGenerator random)
    {
        var fanIn = FanIn(tensor);
        var fanOut = fanIn / tensor.Shape[1] * tensor.Shape[0];
        var bound = MathF.Sqrt(6f / (fanIn + fanOut));
        Uniform(tensor, -bound, bound, random);
    }

    private static float FanIn(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Shape.Rank < 2 || tensor.ElementCount == 0)
        {
            throw new ArgumentException(
                $"A fan is defined for weights [out, in, …]; this tensor has shape {tensor.Shape}.", nameof(tensor));
        }

        return tensor.ElementCount / tensor.Shape[0];
    }
}
