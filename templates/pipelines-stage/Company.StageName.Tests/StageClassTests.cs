using Pipelines.Testing;

namespace Company.StageName.Tests;

/// <summary>What this stage computes.</summary>
[TestFixture]
public class StageClassTests
{
    private static TestView Texts => new TestView().Add(ColumnNames.Text, "a", "ab", "abcd");

    [Test]
    public void Lengths_are_shares_of_the_longest()
    {
        using var context = PipelineContext.Create(pipelines => pipelines.AddStageClass());

        var fitted = context.Transforms.StageClass().Fit(Texts);

        Assert.That(fitted.Transform(Texts).GetColumn<float>("RelativeLength"), Is.EqualTo([0.25f, 0.5f, 1f]));
    }

    [Test]
    public void It_is_made_by_its_id()
    {
        using var context = PipelineContext.Create(pipelines => pipelines.AddStageClass());
        var pipeline = context.Model.CreatePipelineFromJson("""{ "Stages": [ { "Stage": "company.stage-id" } ] }""");

        Assert.That(pipeline.Fit(Texts).Transform(Texts).GetColumn<float>("RelativeLength").Max(), Is.EqualTo(1f));
    }
}
