namespace Pipelines.Training;

/// <summary>Excludes the ids of a model's padded vocabulary that its tokenizer does not know.</summary>
internal sealed class VocabularyLimitProcessor(int vocabularySize) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        if (vocabularySize < scores.Length)
            scores[vocabularySize..].Fill(float.NegativeInfinity);
    }
}
