using Pipelines.Testing;

namespace Pipelines.Retrieval.Tests;

/// <summary>What every stage promises.</summary>
public class RerankConformanceTests : StageConformanceTests<RerankEstimator, RerankTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["Question", "Passages", "PassageScores", "PassageIds"];

    protected override IReadOnlyList<Func<RerankEstimator>> InvalidStages =>
    [
        () => Context.Transforms.RerankPassages(o => (o.RerankerName, o.TopK) = ("overlap", 0)),
        () => Context.Transforms.RerankPassages(o => (o.RerankerName, o.QueryColumn) = ("overlap", "")),
        () => Context.Transforms.RerankPassages(o => (o.RerankerName, o.BatchSize) = ("overlap", 0)),
    ];

    protected override PipelineContext CreateContext() =>
        PipelineContext.Create(p => p.AddRetrieval().AddReranker("overlap", _ => new OverlapReranker()));

    protected override RerankEstimator CreateStage() =>
        Context.Transforms.RerankPassages(o => (o.RerankerName, o.QueryColumn, o.TopK, o.BatchSize) = ("overlap", "Question", 2, 2));

    protected override TestView CreateData() => new TestView()
        .Add("Question", "a star", "boiling water", "iron", "sugar of plants", "nothing here")
        .Add(
            "Passages", Texts("The sun is a star", "A star"), Texts("Water", "It is boiling water", "Tea"), Texts("Iron"), Texts(),
            Texts("x", "y"))
        .Add("PassageScores", [0.5, 0.25], [3.0, 2.0, 1.0], [1.0], [], [2.0, 1.0])
        .Add("PassageIds", [4L, 2L], [7L, 8L, 9L], [1L], [], [5L, 6L]);

    private static ReadOnlyMemory<char>[] Texts(params string[] texts) => Array.ConvertAll(texts, text => text.AsMemory());
}

internal sealed class RerankStageTests
{
    private readonly PipelineContext _context = PipelineContext.Create(p => p.AddRetrieval());

    [OneTimeTearDown]
    public void DisposeContext() => _context.Dispose();

    [Test]
    public void Passages_scores_and_ids_take_the_new_order()
    {
        var data = new TestView().Add("Prompt", "green apple");
        var retriever = LexicalRetriever.Create(["apple apple apple", "a green apple", "green", "sky"]);
        var view = Chain(retriever, new OverlapReranker(), o => o.TopK = 2)
            .Fit(data).Transform(data);
        var row = ViewRows.Read(view, [view.Schema["Passages"], view.Schema["PassageScores"], view.Schema["PassageIds"]]).Single();
        Assert.That(row.Values[0], Is.EqualTo(new[] { "a green apple", "apple apple apple" }));
        Assert.That(row.Values[1], Is.EqualTo(new[] { 1.0, 0.5 }));
        Assert.That(row.Values[2], Is.EqualTo(new[] { 1L, 0L }));
    }

    [Test]
    public void A_row_that_is_refused_is_named_or_keeps_its_order()
    {
        var data = new TestView().Add("Prompt", "a", "b NaN", "c");
        var retriever = new Fixed(["ccc", "bbb", "aaa"]);
        var reranker = new EmbedderReranker(new LetterEmbedder());
        Assert.That(
            () => ViewRows.Read(Chain(retriever, reranker, _ => { }).Fit(data).Transform(data)),
            Throws.TypeOf<CellException>().With.Message.Contains("row 1, column 'Passages'"));
        var view = Chain(retriever, reranker, o => (o.AllowRefused, o.TopK) = (true, 1)).Fit(data).Transform(data);
        Assert.That(
            ViewRows.Read(view, [view.Schema["PassageIds"]]).Select(row => row.Values[0]),
            Is.EqualTo(new[] { new[] { 2L }, [0L], [0L] }));
    }

    [Test]
    public void A_reranker_that_is_given_or_missing_is_told()
    {
        Assert.That(
            () => _context.Transforms.RerankPassages(o => o.RerankerName = "nowhere"),
            Throws.TypeOf<PipelineException>().With.Message.Contains("'nowhere'"));
        using var folder = new TemporaryFolder();
        var data = new TestView().Add("Prompt", "a");
        var fitted = Chain(new Fixed(["a"]), new OverlapReranker(), _ => { }).Fit(data);
        Assert.That(
            () => _context.Model.Save(fitted.LastTransformer, fitted.Transform(data).Schema, folder.File("pipeline")),
            Throws.TypeOf<PipelineException>().With.Message.Contains("AddReranker"));
    }

    private EstimatorChain<RerankTransformer> Chain(ITextRetriever retriever, IPassageReranker reranker, Action<RerankOptions> configure) =>
        _context.Transforms.RetrievePassages(retriever).Append(_context.Transforms.RerankPassages(reranker, configure));

    private sealed class Fixed(string[] texts) : ITextRetriever
    {
        public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
            IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default) =>
            [.. queries.Select(_ => (IReadOnlyList<RetrievedPassage>)[.. texts.Select((text, i) => new RetrievedPassage(i, text, -i))])];
    }
}
