namespace Pipelines.Evaluation;

/// <summary>BLEU of all candidates together as a text metric, from 0 to 100; of one alone by effective order.</summary>
public sealed class BleuMetric : ITextMetric
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.bleu";

    private readonly BleuScorer _corpus = new();
    private readonly BleuScorer _sentence = new(new BleuOptions { EffectiveOrder = true });

    /// <inheritdoc/>
    public string Name => $"BLEU ({_corpus.Signature("nrefs:1")})";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates)
    {
        TextMetricChecks.CheckTexts(references, candidates);
        return (references.Count == 1 ? _sentence : _corpus).Score([.. references.Select(r => new[] { r })], candidates).Value;
    }
}
