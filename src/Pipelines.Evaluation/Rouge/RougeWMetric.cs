namespace Pipelines.Evaluation;

/// <summary>ROUGE-W as a text metric: words in common in the same order, where words in a row count for more.</summary>
public sealed class RougeWMetric() : RougeMetric(RougeKind.RougeW)
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.rouge-w";
}
