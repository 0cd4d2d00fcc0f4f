namespace Pipelines.Training;

/// <summary>
/// Makes generated tokens less likely by how often they came and once because they did, as OpenAI defines both: the score less the count
/// times one penalty, less the other. The prompt does not count.
/// </summary>
internal sealed class FrequencyPenaltyProcessor(float frequency, float presence, int promptLength, ScoreBuffers buffers) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        if (tokens.Length <= promptLength)
            return;
        var generated = tokens[promptLength..];
        var counts = buffers.Numbers;
        foreach (var id in generated)
            counts[id] = 0;
        foreach (var id in generated)
            counts[id]++;
        buffers.ForgetSeen();
        foreach (var id in generated)
        {
            if (buffers.IsFirst(id))
                scores[id] = scores[id] - counts[id] * frequency - presence;
        }
    }
}
