using Pipelines.Retrieval;

namespace Pipelines.Benchmarks.Retrieving;

/// <summary>What the second of two rankings counts when they are joined, where the first counts 1. The rest stays as by default.</summary>
internal static class FusionWeight
{
    private static readonly double[] Weights = [0.05, 0.1, 0.2, 0.3, 0.5, 1];

    public static HybridRetriever Join(ITextRetriever first, ITextRetriever second, double weight) =>
        new([first, second], Quality.Depth, weights: [1, weight]);

    /// <summary>The least weight that is the farthest above the better of both, in the measure where it is worse off.</summary>
    public static double Choose(QuestionSet set, ITextRetriever first, ITextRetriever second)
    {
        var (left, right) = (Quality.Of(set, first), Quality.Of(set, second));
        var (best, highest) = (Weights[0], double.NegativeInfinity);
        foreach (var weight in Weights)
        {
            var above = Quality.Of(set, Join(first, second, weight)).Above(left, right);
            if (above > highest)
                (best, highest) = (weight, above);
        }

        return best;
    }
}
