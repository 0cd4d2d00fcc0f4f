using Pipelines.Testing;

namespace Pipelines.Evaluation.Tests;

// The promises of text metrics, of each that this package registers.

public abstract class BuiltInMetricConformanceTests<TMetric>(string id, double best, double worst, bool isMean = true)
    : TextMetricConformanceTests<TMetric> where TMetric : class, ITextMetric
{
    protected override string MetricId => id;

    protected override double BestScore => best;

    protected override double WorstScore => worst;

    protected override bool IsMeanOfPairs => isMean;

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddEvaluation());
}

public sealed class Rouge1ConformanceTests()
    : BuiltInMetricConformanceTests<Rouge1Metric>(Rouge1Metric.Id, 1, 0);

public sealed class Rouge2ConformanceTests()
    : BuiltInMetricConformanceTests<Rouge2Metric>(Rouge2Metric.Id, 1, 0);

public sealed class Rouge3ConformanceTests()
    : BuiltInMetricConformanceTests<Rouge3Metric>(Rouge3Metric.Id, 1, 0);

public sealed class RougeLConformanceTests()
    : BuiltInMetricConformanceTests<RougeLMetric>(RougeLMetric.Id, 1, 0);

public sealed class RougeLsumConformanceTests()
    : BuiltInMetricConformanceTests<RougeLsumMetric>(RougeLsumMetric.Id, 1, 0);

public sealed class RougeWConformanceTests()
    : BuiltInMetricConformanceTests<RougeWMetric>(RougeWMetric.Id, 1, 0);

public sealed class RougeSConformanceTests()
    : BuiltInMetricConformanceTests<RougeSMetric>(RougeSMetric.Id, 1, 0);

public sealed class SquadExactMatchConformanceTests()
    : BuiltInMetricConformanceTests<SquadExactMatchMetric>(SquadExactMatchMetric.Id, 1, 0);

public sealed class SquadF1ConformanceTests()
    : BuiltInMetricConformanceTests<SquadF1Metric>(SquadF1Metric.Id, 1, 0);

public sealed class NumericMatchConformanceTests()
    : BuiltInMetricConformanceTests<NumericMatchMetric>(NumericMatchMetric.Id, 1, 0);

public sealed class BleuConformanceTests()
    : BuiltInMetricConformanceTests<BleuMetric>(BleuMetric.Id, 100, 0, isMean: false);

public sealed class ChrfConformanceTests()
    : BuiltInMetricConformanceTests<ChrfMetric>(ChrfMetric.Id, 100, 0, isMean: false);

public sealed class ChrfPlusPlusConformanceTests()
    : BuiltInMetricConformanceTests<ChrfPlusPlusMetric>(ChrfPlusPlusMetric.Id, 100, 0, isMean: false);

public sealed class TerConformanceTests()
    : BuiltInMetricConformanceTests<TerMetric>(TerMetric.Id, 0, double.PositiveInfinity, isMean: false);
