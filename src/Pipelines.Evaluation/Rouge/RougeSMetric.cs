namespace Pipelines.Evaluation;

/// <summary>ROUGE-S as a text metric: pairs of words in common, with others between.</summary>
public sealed class RougeSMetric() : RougeMetric(RougeKind.RougeS)
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.rouge-s";
}
