using Pipelines.Testing;

namespace Contoso.Metrics;

[TestFixture]
public class LengthRatioConformanceTests : TextMetricConformanceTests<LengthRatioMetric>
{
    protected override string MetricId => LengthRatioMetric.Id;

    protected override double BestScore => 1;

    protected override double WorstScore => 0;

    protected override PipelineContext CreateContext() =>
        PipelineContext.Create(p => p.AddTextMetric<LengthRatioMetric>(LengthRatioMetric.Id));
}
