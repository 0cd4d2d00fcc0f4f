namespace Pipelines.Evaluation;

/// <summary>From scores to a ranking, best first.</summary>
public static class ScoreOrder
{
    /// <summary>The indices of scores, highest score first.</summary>
    /// <param name="scores">A number for each item; infinite ones are ordered as they are.</param>
    /// <param name="ties">Which of two equal scores comes first.</param>
    /// <exception cref="PipelineException">A score is NaN, which has no place in an order.</exception>
    public static int[] Descending(ReadOnlySpan<double> scores, RankingTies ties = RankingTies.LowerIndexFirst)
    {
        var indices = new int[scores.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i]))
                throw new PipelineException($"Score {i} is NaN, which has no place in an order.");
            indices[i] = i;
        }

        var values = scores.ToArray();
        var sign = ties == RankingTies.LowerIndexFirst ? 1 : -1;
        Array.Sort(indices, (a, b) => values[b].CompareTo(values[a]) is var order && order != 0 ? order : sign * a.CompareTo(b));
        return indices;
    }

    /// <summary>
    /// The ids of documents in the order of trec_eval: by score as a 32-bit number, highest first, equal ones by id downwards, ordinally.
    /// </summary>
    /// <exception cref="PipelineException">A score is NaN.</exception>
    public static string[] AsTrecEval(IEnumerable<(string Id, double Score)> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var all = documents.Select(d => (d.Id, Score: (float)d.Score)).ToArray();
        if (Array.Find(all, d => float.IsNaN(d.Score)) is { Id: { } id })
            throw new PipelineException($"The score of '{id}' is NaN, which has no place in an order.");
        Array.Sort(all, (a, b) => b.Score.CompareTo(a.Score) is var order && order != 0 ? order : string.CompareOrdinal(b.Id, a.Id));
        return [.. all.Select(d => d.Id)];
    }
}
