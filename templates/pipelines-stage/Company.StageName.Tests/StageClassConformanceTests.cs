using Pipelines.Testing;

namespace Company.StageName.Tests;

/// <summary>What every stage promises.</summary>
[TestFixture]
public class StageClassConformanceTests : StageConformanceTests<StageClassEstimator, StageClassTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Text];

    protected override IReadOnlyList<Func<StageClassEstimator>> InvalidStages =>
    [
        () => Context.Transforms.StageClass(o => o.Maximum = 0.5),
        () => Context.Transforms.StageClass(o => o.InputColumn = ""),
    ];

    protected override PipelineContext CreateContext() => PipelineContext.Create(pipelines => pipelines.AddStageClass());

    protected override StageClassEstimator CreateStage() => Context.Transforms.StageClass();

    protected override TestView CreateData() => new TestView().Add(ColumnNames.Text, "one", "two", "three", "four", "");
}
