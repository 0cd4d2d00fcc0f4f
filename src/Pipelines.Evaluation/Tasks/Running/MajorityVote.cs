namespace Pipelines.Evaluation;

/// <summary>Self-consistency (Wang et al. 2023): the answer that comes most often.</summary>
public static class MajorityVote
{
    /// <summary>Counts answers; samples without one have no vote.</summary>
    /// <param name="answers">An answer a sample, null for none.</param>
    /// <returns>The answer with the most votes, of equals the one that came first; null where there is none.</returns>
    public static string? Choose(ReadOnlySpan<string?> answers)
    {
        string? best = null;
        var most = 0;
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i] is not { } answer)
                continue;
            var votes = 0;
            foreach (var other in answers)
                votes += string.Equals(other, answer, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
            if (votes > most)
                (best, most) = (answer, votes);
        }

        return best;
    }
}
