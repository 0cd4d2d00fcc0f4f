using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>What every stage promises.</summary>
public class MaskTokensConformanceTests : StageConformanceTests<MaskTokensEstimator, MaskTokensTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Tokens];

    protected override IReadOnlyList<Func<MaskTokensEstimator>> InvalidStages =>
    [
        () => Context.Transforms.MaskTokens(o => o.Column = ""),
        () => Context.Transforms.MaskTokens(o => o.Probability = 1.5),
        () => Context.Transforms.MaskTokens(o => o.MaskShare = double.NaN),
        () => Context.Transforms.MaskTokens(o => (o.MaskShare, o.RandomShare) = (0.8, 0.3)),
        () => Context.Transforms.MaskTokens(o => o.MaximumLength = 1),
    ];

    protected override PipelineContext CreateContext() => EmbedTestBed.CreateContext();

    protected override MaskTokensEstimator CreateStage() =>
        Context.Transforms.MaskTokens(o => (o.MaskTokenId, o.VocabularySize, o.MaximumLength) = (3, 20, 6));

    protected override TestView CreateData() => new TestView().Add(
        ColumnNames.Tokens, [4, 5, 6, 7], [8, 9, 10, 11, 12, 13, 14, 15], [], [16], [17, 18, 19], [3, 3]);
}
