namespace Pipelines.Evaluation;

/// <summary>ROUGE-3 as a text metric: runs of three words in common.</summary>
public sealed class Rouge3Metric() : RougeMetric(RougeKind.Rouge3)
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.rouge-3";
}
