namespace Pipelines.Training;

/// <summary>
/// Makes ids that occurred less likely (Keskar et al. 2019): positive scores are divided by the penalty, negative multiplied.
/// </summary>
internal sealed class RepetitionPenaltyProcessor(float penalty, ScoreBuffers buffers) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores) => Apply(tokens, scores, penalty, buffers);

    /// <summary>Applies a penalty once to each of some ids.</summary>
    public static void Apply(ReadOnlySpan<int> ids, Span<float> scores, float penalty, ScoreBuffers buffers)
    {
        buffers.ForgetSeen();
        foreach (var id in ids)
        {
            // A prompt's padding may lie outside the vocabulary.
            if ((uint)id < (uint)scores.Length && buffers.IsFirst(id))
                scores[id] = scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty;
        }
    }
}
