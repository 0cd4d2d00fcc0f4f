namespace Pipelines;

/// <summary>
/// Makes vectors of texts whose nearness is that of their contents: an encoder, counts of words, a service elsewhere. Several threads may
/// call one.
/// </summary>
public interface ITextEmbedder
{
    /// <summary>Elements of a text's vector.</summary>
    int Dimension { get; }

    /// <summary>
    /// The most tokens of a text, those put around it included; what lies behind has no part in its vector. <see cref="int.MaxValue"/>
    /// where texts are never cut, null where it is not known.
    /// </summary>
    int? MaximumTokens => null;

    /// <summary>
    /// How many tokens a text has before it is cut, counted as the embedder reads it: with what belongs before the text and around it.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The count; null where it is not known.</returns>
    /// <exception cref="PipelineException">The text holds something that cannot be embedded.</exception>
    int? CountTokens(string text) => null;

    /// <summary>The vectors of texts. Together with which others a text is embedded changes nothing but the last bits.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="batchSize">The most texts that are computed, or sent, at once.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="PipelineException">A text cannot be embedded.</exception>
    EmbeddedTexts Embed(IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancellationToken = default);
}
