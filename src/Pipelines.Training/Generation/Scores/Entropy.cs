namespace Pipelines.Training;

/// <summary>The entropy of a distribution.</summary>
internal static class Entropy
{
    /// <summary><c>-Σ p · log p</c>, in nats.</summary>
    public static double Of(ReadOnlySpan<float> probabilities)
    {
        var entropy = 0.0;
        foreach (var probability in probabilities)
        {
            if (probability > 0)
                entropy -= probability * Math.Log(probability);
        }

        return entropy;
    }
}
