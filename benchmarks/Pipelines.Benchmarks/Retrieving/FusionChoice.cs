using Pipelines.Retrieval;

namespace Pipelines.Benchmarks.Retrieving;

/// <summary>How two rankings are joined.</summary>
/// <param name="Depth">How many passages of each count.</param>
/// <param name="Constant">How little the first ranks stand out.</param>
/// <param name="Weight">What the second ranking counts, where the first counts 1.</param>
internal sealed record FusionChoice(int Depth, double Constant, double Weight)
{
    private static readonly int[] Depths = [20, 50, 100];
    private static readonly double[] Constants = [0, 1, 2, 5, 10, 20, 60];
    private static readonly double[] Weights = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.5];

    public HybridRetriever Create(ITextRetriever first, ITextRetriever second) => new([first, second], Depth, Constant, [1, Weight]);

    /// <summary>The choice that is the farthest above the better of both, in the measure where it is worse off.</summary>
    public static FusionChoice Best(QuestionSet set, ITextRetriever first, ITextRetriever second)
    {
        var (left, right) = (Quality.Rank(set, first), Quality.Rank(set, second));
        var (byLeft, byRight) = (Quality.Of(set, left), Quality.Of(set, right));
        FusionChoice? best = null;
        var (highest, sum) = (double.NegativeInfinity, 0.0);
        foreach (var depth in Depths)
        {
            foreach (var constant in Constants)
            {
                foreach (var weight in Weights)
                {
                    IReadOnlyList<long>[] rankings =
                    [
                        .. left.Zip(right, (a, b) => (IReadOnlyList<long>)
                            [
                                .. ReciprocalRankFusion.Fuse([[.. a.Take(depth)], [.. b.Take(depth)]], depth, constant, [1, weight])
                                    .Select(hit => hit.Id),
                            ]),
                    ];
                    var quality = Quality.Of(set, rankings);
                    var (above, both) = (quality.Above(byLeft, byRight), quality.Recall + quality.ReciprocalRank);
                    if (above > highest || (above == highest && both > sum))
                        (best, highest, sum) = (new FusionChoice(depth, constant, weight), above, both);
                }
            }
        }

        return best!;
    }
}
