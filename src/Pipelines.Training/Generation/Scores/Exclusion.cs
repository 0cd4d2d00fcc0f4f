namespace Pipelines.Training;

/// <summary>Takes tokens out of the choice.</summary>
internal static class Exclusion
{
    /// <summary>Excludes the tokens that score less than a limit.</summary>
    public static void Below(Span<float> scores, float limit)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] < limit)
                scores[i] = float.NegativeInfinity;
        }
    }

    /// <summary>Excludes ids.</summary>
    public static void Ids(Span<float> scores, ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            if ((uint)id < (uint)scores.Length)
                scores[id] = float.NegativeInfinity;
        }
    }

    /// <summary>Excludes all but some ids, which score 0.</summary>
    public static void AllBut(Span<float> scores, ReadOnlySpan<int> ids)
    {
        scores.Fill(float.NegativeInfinity);
        foreach (var id in ids)
        {
            if ((uint)id < (uint)scores.Length)
                scores[id] = 0f;
        }
    }
}
