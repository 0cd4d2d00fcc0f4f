using Pipelines.Testing;

namespace Pipelines.Training.Tests;

[TestFixture]
public class ExactMatchConformanceTests : TextMetricConformanceTests<ExactMatchMetric>
{
    protected override string MetricId => ExactMatchMetric.Id;

    protected override double BestScore => 1;

    protected override double WorstScore => 0;

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddTraining());
}
