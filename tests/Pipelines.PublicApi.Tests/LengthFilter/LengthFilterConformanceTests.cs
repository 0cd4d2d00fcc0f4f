using Pipelines.Testing;

namespace Contoso.LengthFilter;

[TestFixture]
public class LengthFilterConformanceTests : StageConformanceTests<LengthFilterEstimator, LengthFilterTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["Tokens"];

    protected override IReadOnlyList<Func<LengthFilterEstimator>> InvalidStages =>
    [
        () => Context.Transforms.FilterByLength(o => o.Quantile = 0.4),
        () => Context.Transforms.FilterByLength(o => o.Quantile = double.NaN),
        () => Context.Transforms.FilterByLength(o => o.Column = ""),
    ];

    protected override PipelineContext CreateContext() => PipelineContext.Create(pipelines => pipelines.AddLengthFilter());

    protected override LengthFilterEstimator CreateStage() => Context.Transforms.FilterByLength(o => o.Quantile = 0.8);

    protected override TestView CreateData() => new TestView()
        .Add("Text", "one", "two", "three", "four", "five")
        .Add("Tokens", [1], [1, 2], [1, 2, 3, 4, 5], [1, 2, 3], [4]);
}
