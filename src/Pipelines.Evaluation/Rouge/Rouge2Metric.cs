namespace Pipelines.Evaluation;

/// <summary>ROUGE-2 as a text metric: pairs of words in common.</summary>
public sealed class Rouge2Metric() : RougeMetric(RougeKind.Rouge2)
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.rouge-2";
}
