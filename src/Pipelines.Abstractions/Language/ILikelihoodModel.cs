namespace Pipelines;

/// <summary>A language model that also tells how likely given texts are.</summary>
public interface ILikelihoodModel : ILanguageModel
{
    /// <summary>What tells its tokenizer from others: scores by the token are comparable among the same only.</summary>
    string TokenizerFingerprint { get; }

    /// <summary>The most tokens that it sees at once.</summary>
    int ContextLength { get; }

    /// <summary>How likely continuations of contexts are.</summary>
    /// <param name="requests">Contexts with their continuations.</param>
    /// <param name="cancellationToken">Stops the work; nothing is returned then.</param>
    /// <returns>For each request, a likelihood a continuation.</returns>
    /// <exception cref="PipelineException">A continuation is empty, or does not fit into the model's context.</exception>
    IReadOnlyList<IReadOnlyList<SequenceLikelihood>> Score(
        IReadOnlyList<ContinuationRequest> requests, CancellationToken cancellationToken = default);

    /// <summary>
    /// How likely a whole text is, each token seen with what stands before it: in windows, where it is longer than the model's context.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="stride">
    /// By how many tokens a window moves on; each window counts those that the one before did not have. Null for the whole window: faster,
    /// and less likely.
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="PipelineException">The text has no token, or the stride is out of range.</exception>
    SequenceLikelihood ScoreText(string text, int? stride = null, CancellationToken cancellationToken = default);
}
