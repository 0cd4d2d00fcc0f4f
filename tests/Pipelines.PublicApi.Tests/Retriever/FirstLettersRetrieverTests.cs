using Pipelines.Testing;

namespace Contoso.Retrieval;

/// <summary>A guest's retriever serves the built-in stage, and a pipeline with it is saved by its name.</summary>
[TestFixture]
public class FirstLettersRetrieverTests
{
    private static TestView Queries => new TestView().Add(ColumnNames.Prompt, "sunset", "moon", "x");

    [Test]
    public void The_stage_that_retrieves_takes_it_by_its_name()
    {
        using var context = Create();
        var fitted = context.Transforms.RetrievePassages(o => { o.Index = "letters"; o.TopK = 2; }).Fit(Queries);
        using var file = new MemoryStream();
        context.Model.Save(fitted, Queries.Schema, file);
        file.Position = 0;
        using var elsewhere = Create();

        var opened = elsewhere.Model.Load(file, out _);

        Assert.Multiple(() =>
        {
            Assert.That(Passages(fitted), Is.EqualTo(["sunshine,sun", "moonlight", ""]));
            Assert.That(Passages(opened), Is.EqualTo(Passages(fitted)));
        });
    }

    private static PipelineContext Create() => PipelineContext.Create(
        p => p.AddRetrieval().AddRetriever("letters", _ => new FirstLettersRetriever(["sun", "moonlight", "sunshine"])));

    private static string[] Passages(ITransformer transformer) =>
        [.. transformer.Transform(Queries).GetColumn<VBuffer<ReadOnlyMemory<char>>>(ColumnNames.Passages)
            .Select(p => string.Join(",", p.DenseValues()))];
}
