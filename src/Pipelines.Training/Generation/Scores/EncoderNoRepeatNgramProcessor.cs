namespace Pipelines.Training;

/// <summary>Excludes tokens that would complete a run of tokens of the source.</summary>
internal sealed class EncoderNoRepeatNgramProcessor(int size, int[] source) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores) => NoRepeatNgramProcessor.Apply(source, tokens, size, scores);
}
