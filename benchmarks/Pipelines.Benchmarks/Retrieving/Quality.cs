using Pipelines.Retrieval;

namespace Pipelines.Benchmarks.Retrieving;

/// <summary>How well passages are found.</summary>
/// <param name="Recall">The part of the questions whose passage is among the first ten.</param>
/// <param name="ReciprocalRank">The mean of one over the rank of a question's passage; 0 where it is not among those looked at.</param>
internal readonly record struct Quality(double Recall, double ReciprocalRank)
{
    public const int Cutoff = 10;

    /// <summary>How many passages are looked at.</summary>
    public const int Depth = 100;

    /// <summary>How far this is above the better of two, in the measure where it is worse off.</summary>
    public double Above(Quality first, Quality second) => Math.Min(
        Recall - Math.Max(first.Recall, second.Recall), ReciprocalRank - Math.Max(first.ReciprocalRank, second.ReciprocalRank));

    /// <summary>Measures rankings of passages' places.</summary>
    public static Quality Of(QuestionSet set, IReadOnlyList<IReadOnlyList<long>> rankings)
    {
        var (found, reciprocal) = (0, 0.0);
        for (var i = 0; i < rankings.Count; i++)
        {
            for (var rank = 1; rank <= rankings[i].Count; rank++)
            {
                if (rankings[i][rank - 1] != set.Answers[i])
                    continue;
                found += rank <= Cutoff ? 1 : 0;
                reciprocal += 1.0 / rank;
                break;
            }
        }

        return new Quality((double)found / rankings.Count, reciprocal / rankings.Count);
    }

    public static Quality Of(QuestionSet set, ITextRetriever retriever) => Of(set, Rank(set, retriever));

    public static IReadOnlyList<IReadOnlyList<long>> Rank(QuestionSet set, ITextRetriever retriever) =>
    [
        .. retriever.Retrieve(set.Questions, Depth)
            .Select(passages => (IReadOnlyList<long>)[.. passages.Select(passage => passage.Id)]),
    ];
}
