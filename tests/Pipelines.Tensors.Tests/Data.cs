namespace Pipelines.Tensors.Tests;

/// <summary>Made-up numbers.</summary>
internal static class Data
{
    /// <summary>Values between −1 and 1.</summary>
    public static float[] Floats(int count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = random.NextSingle() * 2f - 1f;
        return values;
    }

    /// <summary>A tensor of values between −1 and 1.</summary>
    public static Tensor Tensor(ITensorBackend backend, Shape shape, int seed, bool requiresGradient = true)
    {
        var tensor = backend.FromArray(Floats((int)shape.ElementCount, seed), shape);
        tensor.RequiresGradient = requiresGradient;
        return tensor;
    }
}
