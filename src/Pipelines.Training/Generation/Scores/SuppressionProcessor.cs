namespace Pipelines.Training;

/// <summary>Excludes tokens, always or at one length only.</summary>
internal sealed class SuppressionProcessor(int[] ids, int? atLength = null) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        if (atLength is null || atLength == tokens.Length)
            Exclusion.Ids(scores, ids);
    }
}
