namespace Pipelines.Evaluation;

/// <summary>ROUGE-1 as a text metric: words in common.</summary>
public sealed class Rouge1Metric() : RougeMetric(RougeKind.Rouge1)
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.rouge-1";
}
