using Pipelines.Testing;

namespace Pipelines.Retrieval.Tests;

/// <summary>Rows are retrieved together, and one that is refused costs no other its passages.</summary>
internal sealed class RetrieveBatchTests
{
    private readonly PipelineContext _context = PipelineContext.Create(p => p.AddRetrieval());

    [OneTimeTearDown]
    public void DisposeContext() => _context.Dispose();

    [Test]
    public void Rows_go_to_the_retriever_in_batches()
    {
        var embedder = new LetterEmbedder();
        var retriever = VectorRetriever.Create(["aaa", "bbb"], embedder);
        embedder.Calls.Clear();
        var rows = Retrieved(retriever, [.. Enumerable.Repeat("a", 20)], o => o.BatchSize = 8);
        Assert.That(rows, Has.Count.EqualTo(20));
        Assert.That(embedder.Calls, Is.EqualTo(new[] { 8, 8, 4 }));
    }

    [Test]
    public void Refused_rows_are_alone()
    {
        var retriever = VectorRetriever.Create(["aaa", "bbb", "ccc"], new LetterEmbedder());
        string[] queries = ["a", "", "b", "c", "NaN", "zzz", "cc", "ab"];
        var rows = Retrieved(retriever, queries, o => (o.BatchSize, o.AllowRefused, o.TopK) = (8, true, 1));
        Assert.That(rows, Is.EqualTo(new[] { "aaa", "", "bbb", "ccc", "", "", "ccc", "aaa" }));
    }

    [Test]
    public void Rows_before_and_behind_an_error_are_read([Values(1, 3, 100)] int batch)
    {
        var retriever = VectorRetriever.Create(["aaa", "bbb", "ccc"], new LetterEmbedder());
        var view = View(retriever, ["a", "b", "", "c", "NaN", "b"], o => (o.BatchSize, o.TopK) = (batch, 1));
        using var cursor = view.GetRowCursor(view.Schema);
        var getter = cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(view.Schema["Passages"]);
        VBuffer<ReadOnlyMemory<char>> value = default;
        var seen = new List<string>();
        while (cursor.MoveNext())
        {
            try
            {
                getter(ref value);
                seen.Add(value.GetItemOrDefault(0).ToString());
            }
            catch (CellException e)
            {
                seen.Add($"row {e.Row}");
                Assert.That(() => getter(ref value), Throws.TypeOf<CellException>(), "A second reading fails like the first.");
            }
        }

        Assert.That(seen, Is.EqualTo(new[] { "aaa", "bbb", "row 2", "ccc", "row 4", "bbb" }));
    }

    [Test]
    public void A_failing_stage_before_fails_at_its_row_only()
    {
        // Two retrieve stages: the second reads ahead through the first, whose third row is refused.
        var data = new TestView().Add("Prompt", "a", "b", "", "c");
        var retriever = VectorRetriever.Create(["aaa", "bbb", "ccc"], new LetterEmbedder());
        var chain = _context.Transforms.RetrievePassages(retriever, o => o.BatchSize = 4)
            .Append(_context.Transforms.RerankPassages(new OverlapReranker(), o => (o.BatchSize, o.AllowRefused) = (4, true)));
        var view = chain.Fit(data).Transform(data);
        using var cursor = view.GetRowCursor(view.Schema);
        var getter = cursor.GetGetter<VBuffer<long>>(view.Schema["PassageIds"]);
        VBuffer<long> value = default;
        var seen = new List<string>();
        while (cursor.MoveNext())
        {
            try
            {
                getter(ref value);
                seen.Add($"{value.GetItemOrDefault(0)}");
            }
            catch (CellException e)
            {
                seen.Add($"row {e.Row}");
            }
        }

        Assert.That(seen, Is.EqualTo(new[] { "0", "1", "row 2", "2" }));
    }

    [Test]
    public void A_retriever_that_is_down_is_not_asked_row_by_row()
    {
        var retriever = new Down();
        var view = View(retriever, [.. Enumerable.Repeat("a", 256)], o => o.BatchSize = 256);
        Assert.That(() => ViewRows.Read(view), Throws.TypeOf<CellException>());
        Assert.That(retriever.Calls, Is.LessThan(20));
    }

    private List<string> Retrieved(ITextRetriever retriever, string[] queries, Action<RetrieveOptions> configure) =>
    [
        .. ViewRows.Read(View(retriever, queries, configure)).Select(
            row => string.Join(' ', ((System.Collections.IEnumerable)row.Values[1]!).Cast<object>())),
    ];

    private IDataView View(ITextRetriever retriever, string[] queries, Action<RetrieveOptions> configure)
    {
        var data = new TestView().Add("Prompt", queries);
        return _context.Transforms.RetrievePassages(retriever, configure).Fit(data).Transform(data);
    }

    private sealed class Down : ITextRetriever
    {
        public int Calls { get; private set; }

        public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
            IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default)
        {
            Calls++;
            throw new PipelineException("The server does not answer.");
        }
    }
}
