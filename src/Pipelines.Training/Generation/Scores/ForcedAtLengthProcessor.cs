namespace Pipelines.Training;

/// <summary>
/// Leaves one choice where a sequence has a length: a first token after the start, or an end token at the greatest length.
/// </summary>
internal sealed class ForcedAtLengthProcessor(int length, int[] ids) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        if (tokens.Length == length)
            Exclusion.AllBut(scores, ids);
    }
}
