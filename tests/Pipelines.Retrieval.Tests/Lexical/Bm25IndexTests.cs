namespace Pipelines.Retrieval.Tests;

internal sealed class Bm25IndexTests
{
    [Test]
    public void The_document_with_the_rarer_words_comes_first()
    {
        var index = Create(
            (10, "The cat sat on the mat."), (11, "The dog sat on the log."), (12, "A cat, a dog and a Platypus."), (13, "Nothing here"));
        Assert.That(index.Search("platypus cat", 10).Select(hit => hit.Id), Is.EqualTo(new long[] { 12, 10 }));
        Assert.That(index.Search("platypus cat", 1), Has.Count.EqualTo(1));
        Assert.That(index.Search("unicorn", 10), Is.Empty);
    }

    [Test]
    public void Equal_documents_come_by_id_whatever_the_order_they_came_in()
    {
        var index = new Bm25Index();
        long[] ids = [40, 7, 99, -3, 12, 55];
        foreach (var id in ids)
            index.Add(id, "the same words again");
        var hits = index.Search("same words", 4);
        Assert.That(hits.Select(hit => hit.Id), Is.EqualTo(new long[] { -3, 7, 12, 40 }));
        Assert.That(hits.Select(hit => hit.Score).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void A_removed_document_counts_no_more()
    {
        var index = Create((1, "red green"), (2, "red blue"), (3, "red"));
        Assert.That(index.Remove(2));
        Assert.That(index.Remove(2), Is.False);
        var fresh = Create((1, "red green"), (3, "red"));
        Assert.Multiple(() =>
        {
            Assert.That(index.Search("red blue", 5), Is.EqualTo(fresh.Search("red blue", 5)));
            Assert.That(index.Count, Is.EqualTo(2));
            Assert.That(index.TermCount, Is.EqualTo(2));
            Assert.That(index.Contains(2), Is.False);
        });
        index.Add(2, "green");
        Assert.That(index.Search("green", 5).Select(hit => hit.Id), Is.EqualTo(new long[] { 2, 1 }));
    }

    [Test]
    public void A_filter_keeps_others_out()
    {
        var index = Create((1, "red"), (2, "red"), (3, "red"));
        Assert.That(index.Search("red", 1, id => id > 1).Single().Id, Is.EqualTo(2));
    }

    [Test]
    public void An_id_that_is_there_is_refused()
    {
        var index = Create((1, "red"));
        Assert.That(() => index.Add(1, "blue"), Throws.TypeOf<RetrievalException>().With.Message.Contains("id 1"));
        Assert.That(
            () => index.AddRange([new(5, "x"), new(6, "y"), new(5, "z")]),
            Throws.TypeOf<RetrievalException>().With.Message.Contains("id 5"));
        Assert.That(index.Count, Is.EqualTo(1), "nothing of a refused batch is added");
        var refused = new List<long>();
        index.AddRange([new(5, "x"), new(1, "blue"), new(6, "y"), new(5, "z")], (id, _) => refused.Add(id));
        Assert.That(refused, Is.EqualTo(new long[] { 1, 5 }));
        Assert.That(index.Count, Is.EqualTo(3));
        Assert.That(index.Search("x", 1).Single().Id, Is.EqualTo(5));
    }

    [TestCase("")]
    [TestCase("  ?! … ")]
    public void A_query_without_a_word_is_refused(string query)
    {
        var index = Create((1, "red"));
        Assert.That(() => index.Search(query, 3), Throws.TypeOf<RetrievalException>());
        Assert.That(() => index.SearchBatch(["red", query], 3), Throws.TypeOf<RetrievalException>().With.Message.Contains("Query 1"));
        var refused = new List<int>();
        var results = index.SearchBatch(["red", query, "red"], 3, refused: (at, _) => refused.Add(at));
        Assert.That(refused, Is.EqualTo(new[] { 1 }));
        Assert.That(results.Select(hits => hits.Count), Is.EqualTo(new[] { 1, 0, 1 }));
    }

    [Test]
    public void Wrong_terms_and_options_are_refused()
    {
        var index = new Bm25Index();
        Assert.That(() => index.Add(1, ["a", ""]), Throws.TypeOf<RetrievalException>());
        Assert.That(() => index.Add(1, ["a\uD800b"]), Throws.TypeOf<RetrievalException>());
        Assert.That(() => index.AddRange([new(1, null!)]), Throws.TypeOf<RetrievalException>().With.Message.Contains("document 1"));
        Assert.That(() => index.SearchBatch(["a", null!], 3), Throws.TypeOf<RetrievalException>().With.Message.Contains("Query 1"));
        Assert.That(() => index.Score(["a"], [9]), Throws.TypeOf<RetrievalException>());
        Assert.That(() => index.Search("a", 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Bm25Index(new Bm25Options { B = 1.5 }), Throws.TypeOf<OptionsException>());
        Assert.That(() => new Bm25Index(new Bm25Options { K1 = double.NaN }), Throws.TypeOf<OptionsException>());
        Assert.That(() => new Bm25Index(new Bm25Options { Analyzer = null! }), Throws.TypeOf<OptionsException>());
    }

    [Test]
    public void A_batch_gives_what_single_searches_give()
    {
        var index = RandomIndex(new Random(3), 400);
        string[] queries = [.. Enumerable.Range(0, 100).Select(i => $"w{i % 30} w{i % 7} w{i % 7}")];
        var batch = index.SearchBatch(queries, 8);
        for (var i = 0; i < queries.Length; i++)
            Assert.That(batch[i], Is.EqualTo(index.Search(queries[i], 8)), queries[i]);
    }

    [Test]
    public void Postings_are_small()
    {
        var index = RandomIndex(new Random(5), 2000);
        var postings = Enumerable.Range(0, 30).Sum(i => index.Search($"w{i}", int.MaxValue).Count);
        Assert.That(index.PostingBytes, Is.LessThan(2 * postings), "at most two bytes a posting, where an uncompressed one takes eight");
    }

    [Test]
    public void Searches_during_changes_see_whole_documents()
    {
        var index = new Bm25Index();
        for (var i = 0; i < 50; i++)
            index.Add(i, "fixed point");
        using var stop = new CancellationTokenSource();
        var searchers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var searches = 0;
            while (!stop.IsCancellationRequested || searches == 0)
            {
                var hits = index.Search("fixed", int.MaxValue);
                searches++;
                if (hits.Count(hit => hit.Id < 50) != 50 || hits.Select(hit => hit.Id).Distinct().Count() != hits.Count)
                    throw new InvalidOperationException("a document was lost or came twice");
            }

            return searches;
        })).ToArray();
        for (var round = 0; round < 300; round++)
        {
            index.Add(1000 + round, "fixed words and others");
            if (round >= 10)
                index.Remove(990 + round);
        }

        stop.Cancel();
        Assert.That(Task.WhenAll(searchers).GetAwaiter().GetResult(), Has.All.Positive);
        Assert.That(index.Search("fixed", int.MaxValue), Has.Count.EqualTo(60));
    }

    internal static Bm25Index Create(params (long Id, string Text)[] documents)
    {
        var index = new Bm25Index();
        index.AddRange([.. documents.Select(document => KeyValuePair.Create(document.Id, document.Text))]);
        return index;
    }

    internal static Bm25Index RandomIndex(Random random, int count)
    {
        var index = new Bm25Index();
        for (var i = 0; i < count; i++)
        {
            var words = Enumerable.Range(0, 1 + random.Next(20)).Select(_ => $"w{(int)(30 * Math.Pow(random.NextDouble(), 2))}");
            index.Add(i, string.Join(' ', words));
        }

        return index;
    }
}
