namespace Pipelines.Training;

/// <summary>Makes end tokens exponentially more likely from a length on.</summary>
internal sealed class LengthDecayProcessor(int start, float factor, int[] endIds) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        if (tokens.Length <= start)
            return;
        var growth = (float)(Math.Pow(factor, tokens.Length - start) - 1);
        foreach (var id in endIds)
        {
            // What another setting excluded stays so; a model's own file may name ids that it has not.
            if ((uint)id < (uint)scores.Length && float.IsFinite(scores[id]))
                scores[id] += Math.Abs(scores[id]) * growth;
        }
    }
}
