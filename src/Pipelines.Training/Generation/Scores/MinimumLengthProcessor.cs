namespace Pipelines.Training;

/// <summary>Excludes end tokens before a sequence has a length.</summary>
internal sealed class MinimumLengthProcessor(int length, int[] endIds) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        if (tokens.Length < length)
            Exclusion.Ids(scores, endIds);
    }
}
