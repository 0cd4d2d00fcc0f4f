using System.Numerics.Tensors;

namespace Pipelines.Training;

/// <summary>Probabilities of scores, in Float32 but with sums in double.</summary>
internal static class Softmax
{
    /// <summary>Writes <c>exp(score) / Σ exp(scores)</c>; excluded tokens get 0.</summary>
    /// <exception cref="PipelineException">No token is left.</exception>
    public static void Probabilities(ReadOnlySpan<float> scores, Span<float> result)
    {
        var sum = Exponentials(scores, result, out _);
        TensorPrimitives.Multiply(result, (float)(1.0 / sum), result);
    }

    /// <summary>Replaces scores by their logarithmic probabilities.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="buffer">As many numbers, overwritten.</param>
    public static void ToLogProbabilities(Span<float> scores, Span<float> buffer)
    {
        var sum = Exponentials(scores, buffer, out var maximum);
        TensorPrimitives.Subtract(scores, maximum, scores);
        TensorPrimitives.Subtract(scores, (float)Math.Log(sum), scores);
    }

    private static double Exponentials(ReadOnlySpan<float> scores, Span<float> result, out float maximum)
    {
        maximum = TensorPrimitives.Max(scores);
        if (!float.IsFinite(maximum))
        {
            throw new PipelineException(float.IsNegativeInfinity(maximum)
                ? "Every next token is excluded; loosen the settings that forbid tokens."
                : "The model's scores are not finite numbers; RemoveInvalidValues goes on nevertheless.");
        }

        TensorPrimitives.Subtract(scores, maximum, result);
        TensorPrimitives.Exp(result, result);
        var sum = 0.0;
        // Pieces whose Float32 sums stay exact enough.
        for (var start = 0; start < result.Length; start += 1024)
            sum += TensorPrimitives.Sum((ReadOnlySpan<float>)result.Slice(start, Math.Min(1024, result.Length - start)));
        return sum;
    }
}
