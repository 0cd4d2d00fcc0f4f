using Pipelines.Testing;

namespace Pipelines.Retrieval.Tests;

/// <summary>What every stage promises.</summary>
public class RetrieveConformanceTests : StageConformanceTests<RetrieveEstimator, RetrieveTransformer>
{
    internal static readonly string[] Passages =
        [
            "Cells are small.", "The sun is a star.", "Water boils at 100 degrees.", "A star shines.", "Iron is a metal.",
            "Plants make sugar.",
        ];

    protected override IReadOnlyList<string> InputColumns => ["Question"];

    protected override IReadOnlyList<Func<RetrieveEstimator>> InvalidStages =>
    [
        () => Context.Transforms.RetrievePassages(o => (o.Index, o.TopK) = ("science", 0)),
        () => Context.Transforms.RetrievePassages(o => (o.Index, o.InputColumn) = ("science", "")),
        () => Context.Transforms.RetrievePassages(o => (o.Index, o.OutputColumn) = ("science", null!)),
    ];

    protected override PipelineContext CreateContext() =>
        PipelineContext.Create(p => p.AddRetrieval().AddRetriever("science", _ => LexicalRetriever.Create(Passages)));

    protected override RetrieveEstimator CreateStage() =>
        Context.Transforms.RetrievePassages(o => (o.Index, o.InputColumn, o.TopK) = ("science", "Question", 2));

    protected override TestView CreateData() => new TestView()
        .Add("Question", "What is a star?", "What is iron?", "When does water boil?", "unknown", "plants sugar cells");
}

internal sealed class RetrieveStageTests
{
    private readonly PipelineContext _context = PipelineContext.Create(p => p.AddRetrieval());

    [OneTimeTearDown]
    public void DisposeContext() => _context.Dispose();

    [Test]
    public void Passages_come_with_scores_and_ids()
    {
        var data = new TestView().Add("Prompt", "a star that shines", "nothing");
        var rows = ViewRows.Read(Stage(LexicalRetriever.Create(RetrieveConformanceTests.Passages)).Fit(data).Transform(data));
        Assert.That(Texts(rows[0].Values[1]), Is.EqualTo(new[] { "A star shines.", "The sun is a star.", "Iron is a metal." }));
        Assert.That(Texts(rows[1].Values[1]), Is.Empty);
    }

    [Test]
    public void A_row_without_a_word_is_named_or_gets_nothing()
    {
        var data = new TestView().Add("Prompt", "a star", "?!", "iron");
        var retriever = LexicalRetriever.Create(RetrieveConformanceTests.Passages);
        Assert.That(
            () => ViewRows.Read(Stage(retriever).Fit(data).Transform(data)),
            Throws.TypeOf<CellException>().With.Message.Contains("row 1, column 'Prompt'"));
        var rows = ViewRows.Read(Stage(retriever, o => o.AllowRefused = true).Fit(data).Transform(data));
        Assert.That(rows.Select(row => Texts(row.Values[1]).Count > 0), Is.EqualTo(new[] { true, false, true }));
    }

    [Test]
    public void A_retriever_that_is_not_registered_is_named()
    {
        Assert.That(
            () => _context.Transforms.RetrievePassages(o => o.Index = "nowhere"),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("'nowhere'"));
        var data = new TestView().Add("Prompt", "a");
        using var folder = new TemporaryFolder();
        var fitted = Stage(LexicalRetriever.Create(["a"])).Fit(data);
        Assert.That(
            () => _context.Model.Save(fitted, data.Schema, folder.File("pipeline")),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("AddRetriever"));
    }

    [Test]
    public void A_hybrid_joins_lists_by_rank()
    {
        var words = LexicalRetriever.Create(["red apple", "green apple", "blue sky"]);
        var hybrid = new HybridRetriever([words, new Fixed([2, 1])]);
        var found = hybrid.Retrieve("green apple", 3);
        Assert.That(found.Select(passage => passage.Id), Is.EqualTo(new long[] { 1, 2, 0 }));
        Assert.That(found[0].Score, Is.EqualTo((1 / 61.0) + (1 / 62.0)).Within(1e-15));
        Assert.That(found[1].Text, Is.EqualTo("text 2"));
        Assert.That(() => new HybridRetriever([words], weights: [1, 2]), Throws.TypeOf<RetrievalException>());
        Assert.That(() => new HybridRetriever([]), Throws.TypeOf<RetrievalException>());
    }

    private RetrieveEstimator Stage(ITextRetriever retriever, Action<RetrieveOptions>? configure = null) =>
        _context.Transforms.RetrievePassages(retriever, configure);

    private static List<string> Texts(object? value) =>
        [.. ((System.Collections.IEnumerable)value!).Cast<object>().Select(text => text.ToString()!)];

    private sealed class Fixed(long[] ids) : ITextRetriever
    {
        public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
            IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default) =>
        [
            .. queries.Select(_ => (IReadOnlyList<RetrievedPassage>)
                [.. ids.Take(topK).Select((id, rank) => new RetrievedPassage(id, $"text {id}", -rank))]),
        ];
    }
}
