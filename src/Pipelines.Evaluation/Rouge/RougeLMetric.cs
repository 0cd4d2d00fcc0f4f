namespace Pipelines.Evaluation;

/// <summary>ROUGE-L as a text metric: words in common in the same order.</summary>
public sealed class RougeLMetric() : RougeMetric(RougeKind.RougeL)
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.rouge-l";
}
