namespace Pipelines.Training;

/// <summary>
/// Changes the scores of the next token. The result depends on the tokens and scores given alone, so sequences may come in any order.
/// </summary>
public interface IScoreProcessor
{
    /// <summary>Changes scores in place.</summary>
    /// <param name="tokens">The sequence so far, its prompt and the prompt's padding included.</param>
    /// <param name="scores">One score for each token id; negative infinity excludes the token.</param>
    void Process(ReadOnlySpan<int> tokens, Span<float> scores);
}
