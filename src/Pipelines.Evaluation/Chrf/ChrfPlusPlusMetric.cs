namespace Pipelines.Evaluation;

/// <summary>chrF++ of all candidates together as a text metric, from 0 to 100.</summary>
public sealed class ChrfPlusPlusMetric() : ChrfMetric(new ChrfOptions { WordOrder = 2 })
{
    /// <summary>The id it is registered under.</summary>
    public new const string Id = "pipelines.chrf-plus-plus";
}
