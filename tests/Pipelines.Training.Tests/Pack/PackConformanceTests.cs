using Pipelines.Testing;

namespace Pipelines.Training.Tests;

/// <summary>What every stage promises.</summary>
[TestFixture(0, PackRemainder.Drop)]
[TestFixture(0, PackRemainder.Pad)]
[TestFixture(1, PackRemainder.Drop)]
public class PackConformanceTests(int stride, PackRemainder remainder) : StageConformanceTests<PackEstimator, PackTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Tokens];

    protected override IReadOnlyList<Func<PackEstimator>> InvalidStages =>
    [
        () => Context.Transforms.Pack(o => o.Column = ""),
        () => Context.Transforms.Pack(o => o.BlockSize = 0),
        () => Context.Transforms.Pack(o => o.Stride = -1),
    ];

    protected override PipelineContext CreateContext() => PipelineContext.Create(pipelines => pipelines.AddTraining());

    protected override PackEstimator CreateStage() => Context.Transforms.Pack(o => (o.BlockSize, o.Stride, o.Remainder) = (3, stride, remainder));

    protected override TestView CreateData() => new TestView().Add(ColumnNames.Tokens, [1, 2, 3], [], [4, 5, 6, 7], [8, 9, 10, 11]);
}
