using System.Numerics.Tensors;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>Takes the most likely token, or draws one.</summary>
internal static class TokenChoice
{
    /// <summary>The first of the highest scores.</summary>
    /// <exception cref="PipelineException">No token is left, or scores are not numbers.</exception>
    public static int MostLikely(ReadOnlySpan<float> scores)
    {
        var best = TensorPrimitives.IndexOfMax(scores);
        if (float.IsNaN(scores[best]))
            throw new PipelineException("The model's scores are not finite numbers; RemoveInvalidValues goes on nevertheless.");
        if (float.IsNegativeInfinity(scores[best]))
            throw new PipelineException("Every next token is excluded; loosen the settings that forbid tokens.");
        return best;
    }

    /// <summary>A token drawn by its probability.</summary>
    public static int Draw(ReadOnlySpan<float> scores, ScoreBuffers buffers, RandomGenerator random)
    {
        var probabilities = buffers.Numbers.AsSpan(0, scores.Length);
        Softmax.Probabilities(scores, probabilities);
        var point = random.NextDouble();
        var last = 0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] == 0)
                continue;
            last = i;
            point -= probabilities[i];
            if (point < 0)
                break;
        }

        return last;
    }
}
