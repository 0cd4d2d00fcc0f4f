using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Registers this package.</summary>
public static class EvaluationBuilderExtensions
{
    /// <summary>
    /// Adds the text metrics <c>pipelines.rouge-1</c>, <c>pipelines.rouge-2</c>, <c>pipelines.rouge-l</c> and <c>pipelines.rouge-lsum</c>.
    /// </summary>
    public static IPipelinesBuilder AddEvaluation(this IPipelinesBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .AddTextMetric<Rouge1Metric>(Rouge1Metric.Id)
            .AddTextMetric<Rouge2Metric>(Rouge2Metric.Id)
            .AddTextMetric<RougeLMetric>(RougeLMetric.Id)
            .AddTextMetric<RougeLsumMetric>(RougeLsumMetric.Id)
            .AddBuiltInTasks();
    }
}
