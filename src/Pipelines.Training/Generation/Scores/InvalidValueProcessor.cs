namespace Pipelines.Training;

/// <summary>Makes finite numbers of all scores.</summary>
internal sealed class InvalidValueProcessor : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        for (var i = 0; i < scores.Length; i++)
            scores[i] = float.IsNaN(scores[i]) ? 0f : Math.Clamp(scores[i], float.MinValue, float.MaxValue);
    }
}
