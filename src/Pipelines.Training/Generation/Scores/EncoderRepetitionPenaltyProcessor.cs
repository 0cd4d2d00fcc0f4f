namespace Pipelines.Training;

/// <summary>Makes the ids of the source more likely: the repetition penalty's inverse on them.</summary>
internal sealed class EncoderRepetitionPenaltyProcessor(float penalty, int[] source, ScoreBuffers buffers) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores) =>
        RepetitionPenaltyProcessor.Apply(source, scores, 1f / penalty, buffers);
}
