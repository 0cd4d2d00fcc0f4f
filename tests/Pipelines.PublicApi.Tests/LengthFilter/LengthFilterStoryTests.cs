using Microsoft.Extensions.DependencyInjection;
using Pipelines.Testing;

namespace Contoso.LengthFilter;

/// <summary>
/// A guest's stage goes wherever a built-in one goes: configuration, chains, files, predictors, the application's services.
/// </summary>
[TestFixture]
public class LengthFilterStoryTests
{
    private static TestView Texts => new TestView().Add("Text", "a", "b", "c", "d").Add("Tokens", [1], [1, 2], [1, 2, 3, 4], [1, 2, 3]);

    [Test]
    public void A_pipeline_from_configuration_is_fitted_saved_and_opened_elsewhere()
    {
        var services = new ServiceCollection();
        services.AddPipelines().AddLengthFilter();
        services.Configure<LengthFilterOptions>(o => o.Quantile = 0.5);
        using var provider = services.BuildServiceProvider();
        var pipeline = provider.GetRequiredService<PipelineContext>().Model.CreatePipelineFromJson(
            """
            { "Stages": [
                { "Stage": "contoso.length-filter" },
                { "Stage": "cache" },
                { "Stage": "pipelines.select-columns", "Options": { "Columns": ["Text"] } } ] }
            """);
        using var file = new MemoryStream();

        provider.GetRequiredService<PipelineContext>().Model.Save(pipeline.Fit(Texts), Texts.Schema, file);
        file.Position = 0;
        using var elsewhere = PipelineContext.Create(p => p.AddLengthFilter());
        var opened = elsewhere.Model.Load(file, out var schema);

        Assert.Multiple(() =>
        {
            Assert.That(schema!.ToString(), Is.EqualTo(Texts.Schema.ToString()));
            Assert.That(opened.Transform(Texts).GetColumn<string>("Text"), Is.EqualTo(["a", "b"]));
        });
    }

    [Test]
    public void An_application_without_the_package_is_told_which_one_to_add()
    {
        using var writer = PipelineContext.Create(p => p.AddLengthFilter());
        using var reader = PipelineContext.Create();
        using var file = new MemoryStream();
        writer.Model.Save(new LengthFilterTransformer("Tokens", 3), null, file);
        file.Position = 0;

        Assert.That(() => reader.Model.Load(file, out _), Throws.TypeOf<ModelFormatException>()
            .With.Message.Contains("stage 'contoso.length-filter' of Contoso.LengthFilter").And.Message.Contains("Add the package"));
    }

    [Test]
    public void As_a_training_stage_it_leaves_the_rows_that_are_scored_alone()
    {
        using var context = PipelineContext.Create(p => p.AddLengthFilter());
        var pipeline = context.Transforms.CopyColumns("Copy", "Text")
            .Append(context.Transforms.FilterByLength(o => o.Quantile = 0.5), TransformerScope.Training)
            .Append(context.Transforms.SelectColumns("Copy"));

        Assert.That(pipeline.Fit(Texts).Transform(Texts).GetColumn<string>("Copy"), Is.EqualTo(["a", "b", "c", "d"]));
    }
}
