using Pipelines.Testing;

namespace Contoso.LengthFilter;

[TestFixture]
public class LengthFilterTests
{
    private static TestView Texts => new TestView().Add("Tokens", [1], [1, 2], [1, 2, 3, 4], [1, 2, 3]);

    [Test]
    public void Fits_and_filters_through_the_catalog()
    {
        using var context = PipelineContext.Create(pipelines => pipelines.AddLengthFilter());

        var fitted = context.Transforms.FilterByLength(o => o.Quantile = 0.75).Fit(Texts);

        Assert.That(fitted, Is.EqualTo(new LengthFilterTransformer("Tokens", 3)));
    }

    [Test]
    public void Options_out_of_range_are_refused_when_the_stage_is_made()
    {
        using var context = PipelineContext.Create(pipelines => pipelines.AddLengthFilter());

        Assert.That(() => context.Transforms.FilterByLength(o => o.Quantile = 1.5),
            Throws.TypeOf<OptionsException>().With.Message.Contains("Quantile is 1.5"));
    }

    [Test]
    public void Chains_with_other_stages()
    {
        using var context = PipelineContext.Create(pipelines => pipelines.AddLengthFilter());
        var chain = context.Transforms.FilterByLength()
            .Append(context.Transforms.FilterByLength(o => o.Quantile = 0.5), TransformerScope.Training);

        var fitted = chain.Fit(Texts);

        Assert.Multiple(() =>
        {
            Assert.That(fitted, Has.Count.EqualTo(1), "the training stage leaves the fitted chain");
            Assert.That(fitted.LastTransformer.Limit, Is.EqualTo(2));
        });
    }
}
