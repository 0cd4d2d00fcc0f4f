using Pipelines.Testing;

namespace Pipelines.Tests;

[TestFixture]
public class AddConformanceTests : StageConformanceTests<AddEstimator, AddTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["N"];

    protected override IReadOnlyList<Func<AddEstimator>> InvalidStages => [() => Context.Transforms.Add(o => o.Amount = 101)];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddTestStages());

    protected override AddEstimator CreateStage() => Context.Transforms.Add(o => o.Amount = 3);

    protected override TestView CreateData() => new TestView().Add("Text", "a", "b", "c", "d", "e").Add("N", 1, 2, 3, 4, 5);
}

[TestFixture]
public class BelowMeanConformanceTests : TransformerConformanceTests<BelowMeanTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["N"];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddTestStages());

    protected override BelowMeanTransformer CreateTransformer() => new BelowMeanEstimator("N").Fit(CreateData());

    protected override TestView CreateData() =>
        new TestView { KnowsRowCount = false }.Add("N", 5, 1, 2, 9, 3).Add("Text", "a", "b", "c", "d", "e");
}

[TestFixture]
public class RepeatConformanceTests : TransformerConformanceTests<RepeatTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["N"];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddTestStages());

    protected override RepeatTransformer CreateTransformer() => new("N");

    protected override TestView CreateData() => new TestView().Add("N", 2, 0, 1, 3, 1).Add("Text", "a", "b", "c", "d", "e");
}

[TestFixture]
public class ChainConformanceTests : TransformerConformanceTests<TransformerChain<RepeatTransformer>>
{
    protected override IReadOnlyList<string> InputColumns => ["N"];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddTestStages());

    protected override TransformerChain<RepeatTransformer> CreateTransformer() => Context.Transforms.Add(o => o.Amount = 1)
        .Append(new BelowMeanEstimator("Sum"))
        .Append(new TrivialEstimator<RepeatTransformer>(new RepeatTransformer("Sum"))).Fit(CreateData());

    protected override TestView CreateData() => new TestView().Add("N", 2, 0, 1, 3, 1).Add("Text", "a", "b", "c", "d", "e");
}

[TestFixture]
public class RowToRowChainConformanceTests : TransformerConformanceTests<TransformerChain<AddTransformer>>
{
    protected override IReadOnlyList<string> InputColumns => ["N"];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddTestStages());

    protected override TransformerChain<AddTransformer> CreateTransformer() => Context.Transforms.Add(o => o.Amount = 1)
        .Append(Context.Transforms.Add(o => (o.Column, o.OutputColumn) = ("Sum", "N"))).Fit(CreateData());

    protected override TestView CreateData() => new TestView().Add("N", 2, 0, 1, 3, 1).Add("Text", "a", "b", "c", "d", "e");
}
