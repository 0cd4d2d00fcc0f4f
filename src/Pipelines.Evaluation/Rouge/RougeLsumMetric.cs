namespace Pipelines.Evaluation;

/// <summary>ROUGE-Lsum as a text metric: words in common in the same order, line by line.</summary>
public sealed class RougeLsumMetric() : RougeMetric(RougeKind.RougeLsum)
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.rouge-lsum";
}
