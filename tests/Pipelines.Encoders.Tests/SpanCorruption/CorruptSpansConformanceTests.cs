using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>What every stage promises.</summary>
public class CorruptSpansConformanceTests : StageConformanceTests<CorruptSpansEstimator, CorruptSpansTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Tokens];

    protected override IReadOnlyList<Func<CorruptSpansEstimator>> InvalidStages =>
    [
        () => Context.Transforms.CorruptSpans(o => o.Column = ""),
        () => Context.Transforms.CorruptSpans(o => o.InputLength = 3),
        () => Context.Transforms.CorruptSpans(o => o.NoiseDensity = 1),
        () => Context.Transforms.CorruptSpans(o => o.MeanSpanLength = double.NaN),
        () => Context.Transforms.CorruptSpans(o => o.SentinelCount = 0),
    ];

    protected override PipelineContext CreateContext() => EmbedTestBed.CreateContext();

    protected override CorruptSpansEstimator CreateStage() => Context.Transforms.CorruptSpans(o =>
        (o.InputLength, o.FirstSentinelId, o.SentinelCount, o.EndOfTextId) = (8, 50, 10, 1));

    protected override TestView CreateData() => new TestView().Add(
        ColumnNames.Tokens, [2, 3, 4], [5, 6, 7, 8, 9, 10], [11], [], [12, 13, 14, 15, 16, 17, 18, 19, 20], [21, 22]);
}
