using NUnit.Framework;

namespace Pipelines.Testing;

/// <summary>
/// The promises of a retriever as tests: a list a query, at most as many passages as were asked for, best first, none twice, with the ids
/// and texts that were indexed; the same again, beside other queries and from several threads; refusals that say why. Inherit it, say
/// what is indexed and asked, and how the retriever is made.
/// </summary>
[TestFixture]
public abstract class TextRetrieverConformanceTests
{
    private const int Threads = 4;

    // A batch may be computed in another order of its sums than a query alone.
    private const double Rounding = 1e-5;

    private static readonly string[] s_oddQueries =
    [
        "", " \n", "?!…", "a", "qxzzqx jwwjq", "a\0b", "half \ud83d of a pair", "👩‍👩‍👧", "今天天气很好", "1e999 NaN",
        string.Join(' ', Enumerable.Range(0, 2000).Select(i => $"word{i % 97}")),
    ];

    private ITextRetriever? _retriever;

    /// <summary>The retriever tested, made once.</summary>
    protected ITextRetriever Retriever => _retriever ??= CreateRetriever();

    /// <summary>The texts that are indexed, by their ids; at least five.</summary>
    protected abstract IReadOnlyDictionary<long, string> Passages { get; }

    /// <summary>At least three queries that find passages, one of them several.</summary>
    protected abstract IReadOnlyList<string> Queries { get; }

    /// <summary>Whether the best passages are found always, so that the first of many are those that come when few are asked for.</summary>
    protected virtual bool IsExact => true;

    /// <summary>Whether passages with equal scores come by id upwards, and not in the order of ranks that theirs are made of.</summary>
    protected virtual bool TiesAreById => true;

    /// <summary>Makes a retriever over <see cref="Passages"/>; one that can be disposed of is, after the tests.</summary>
    protected abstract ITextRetriever CreateRetriever();

    /// <summary>Disposes the retriever.</summary>
    [OneTimeTearDown]
    public void DisposeRetriever() => (_retriever as IDisposable)?.Dispose();

    /// <summary>Each query has its list, in the order of the queries; no queries have none.</summary>
    [Test]
    public void Each_query_has_a_list()
    {
        Assert.That(Queries, Has.Count.AtLeast(3), "Give three queries at least.");
        Assert.That(Passages, Has.Count.AtLeast(5), "Index five passages at least.");
        var found = Retriever.Retrieve(Queries, Passages.Count);
        Assert.Multiple(() =>
        {
            Assert.That(found, Has.Count.EqualTo(Queries.Count));
            Assert.That(found, Has.None.Empty, "Each of the queries has to find something.");
            Assert.That(found.Max(list => list.Count), Is.GreaterThan(1), "One of the queries has to find several passages.");
            Assert.That(Retriever.Retrieve(Array.Empty<string>(), 3), Is.Empty, "No queries.");
        });
    }

    /// <summary>At most as many as asked for come: best first, none twice, with finite scores and the texts of their ids.</summary>
    [Test]
    public void Passages_come_best_first_and_once()
    {
        Assert.Multiple(() =>
        {
            foreach (var topK in new[] { 1, 2, 3, Passages.Count, Passages.Count + 7, int.MaxValue })
            {
                var found = Retriever.Retrieve(Queries, topK);
                for (var i = 0; i < found.Count; i++)
                    AssertSound(found[i], topK, $"'{Queries[i]}', {topK} asked for");
            }
        });
    }

    /// <summary>Those that come when few are asked for are the first of those that come when many are.</summary>
    [Test]
    public void Few_are_the_first_of_many()
    {
        var many = Retriever.Retrieve(Queries, Passages.Count);
        Assert.Multiple(() =>
        {
            for (var topK = 1; topK < Passages.Count; topK++)
            {
                var few = Retriever.Retrieve(Queries, topK);
                for (var i = 0; i < few.Count; i++)
                {
                    var first = many[i].Take(topK).ToList();
                    Assert.That(few[i], Has.Count.EqualTo(first.Count), $"'{Queries[i]}', {topK} asked for, {many[i].Count} found");
                    if (IsExact)
                        AssertNear(few[i], first, $"'{Queries[i]}', {topK} asked for");
                }
            }
        });
    }

    /// <summary>A query finds alone what it finds beside others, however they are ordered.</summary>
    [Test]
    public void Other_queries_do_not_matter()
    {
        var topK = Passages.Count;
        var found = Retriever.Retrieve(Queries, topK);
        var reversed = Retriever.Retrieve([.. Queries.Reverse(), Queries[0]], topK);
        Assert.Multiple(() =>
        {
            for (var i = 0; i < Queries.Count; i++)
            {
                AssertNear(Retriever.Retrieve(Queries[i], topK), found[i], $"'{Queries[i]}' alone");
                AssertNear(reversed[Queries.Count - 1 - i], found[i], $"'{Queries[i]}' in reversed order");
            }

            AssertNear(reversed[^1], found[0], "A query that is there twice.");
        });
    }

    /// <summary>The same queries find the same to the last bit, whatever was searched before; what was found stays as it was.</summary>
    [Test]
    public void Same_queries_find_the_same()
    {
        var first = Retriever.Retrieve(Queries, 3);
        var copy = Copy(first);
        Retriever.Retrieve(Queries[0], Passages.Count);
        Retriever.Retrieve([Queries[^1], Queries[0]], 1);
        var later = Copy(first);
        var other = CreateRetriever();
        try
        {
            Assert.Multiple(() =>
            {
                Assert.That(Copy(Retriever.Retrieve([.. Queries], 3)), Is.EqualTo(copy), "After other searches.");
                Assert.That(Copy(other.Retrieve(Queries, 3)), Is.EqualTo(copy), "By a retriever that was made anew.");
                Assert.That(later, Is.EqualTo(copy), "A result was changed by a later search.");
            });
        }
        finally
        {
            if (!ReferenceEquals(other, Retriever))
                (other as IDisposable)?.Dispose();
        }
    }

    /// <summary>Several threads that search at once find what one does.</summary>
    [Test]
    public async Task Threads_search_side_by_side()
    {
        var retriever = Retriever;
        var expected = Copy(retriever.Retrieve(Queries, 3));
        var found = await SideBySide.Run(
            Threads, _ => Enumerable.Range(0, 10).Select(_ => Copy(retriever.Retrieve(Queries, 3))).ToArray());
        foreach (var each in found.SelectMany(passes => passes))
            Assert.That(each, Is.EqualTo(expected));
    }

    /// <summary>The culture of the thread does not matter.</summary>
    [Test]
    public void Culture_does_not_matter()
    {
        var expected = Copy(Retriever.Retrieve(Queries, Passages.Count));
        Assert.Multiple(() =>
        {
            foreach (var culture in OtherCultures.All)
            {
                var found = OtherCultures.Run(culture, () => Copy(Retriever.Retrieve(Queries, Passages.Count)));
                Assert.That(found, Is.EqualTo(expected), $"In the culture '{culture.Name}'.");
            }
        });
    }

    /// <summary>
    /// An empty query, one of unknown words, one that is long or broken is refused with the reason, or has a list that is sound; and the
    /// retriever works on.
    /// </summary>
    [Test]
    public void Odd_queries_are_refused_or_searched()
    {
        var expected = Copy(Retriever.Retrieve(Queries, 3));
        Assert.Multiple(() =>
        {
            foreach (var odd in s_oddQueries)
            {
                SearchedOrRefused([odd]);
                SearchedOrRefused([Queries[0], odd, Queries[1]]);
            }
        });
        Assert.That(Copy(Retriever.Retrieve(Queries, 3)), Is.EqualTo(expected), "After odd queries.");
    }

    /// <summary>Fewer than one passage cannot be asked for, and no list of queries is not an empty one.</summary>
    [Test]
    public void Arguments_out_of_range_are_refused()
    {
        Assert.Multiple(() =>
        {
            foreach (var topK in new[] { 0, -1, int.MinValue })
                Assert.That(() => Retriever.Retrieve(Queries, topK), Throws.InstanceOf<ArgumentOutOfRangeException>(), $"{topK}");
            Assert.That(() => Retriever.Retrieve((IReadOnlyList<string>)null!, 3), Throws.ArgumentNullException, "Queries.");
        });
    }

    /// <summary>A search that was cancelled before it began does not begin.</summary>
    [Test]
    public void Cancelled_before_it_starts_it_does_nothing()
    {
        Assert.That(
            () => Retriever.Retrieve(Queries, 3, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Retriever.Retrieve(Queries, 3), Has.Count.EqualTo(Queries.Count), "After a cancelled search.");
    }

    private static RetrievedPassage[][] Copy(IReadOnlyList<IReadOnlyList<RetrievedPassage>> found) =>
        [.. found.Select(list => list.ToArray())];

    private static void AssertNear(IReadOnlyList<RetrievedPassage> actual, IReadOnlyList<RetrievedPassage> expected, string message)
    {
        Assert.That(actual.Select(p => (p.Id, p.Text)), Is.EqualTo(expected.Select(p => (p.Id, p.Text))), message);
        foreach (var (one, other) in actual.Zip(expected))
            Assert.That(one.Score, Is.EqualTo(other.Score).Within(Rounding * Math.Max(1, Math.Abs(other.Score))), message);
    }

    private void SearchedOrRefused(string[] queries)
    {
        var shown = string.Join(" | ", queries.Select(query => query.Length > 40 ? query[..40] + "…" : query));
        IReadOnlyList<IReadOnlyList<RetrievedPassage>> found;
        try
        {
            found = Retriever.Retrieve(queries, 3);
        }
        catch (PipelineException e)
        {
            Assert.That(e.Message, Is.Not.Empty, shown);
            return;
        }

        Assert.That(found, Has.Count.EqualTo(queries.Length), shown);
        foreach (var list in found)
            AssertSound(list, 3, shown);
    }

    private void AssertSound(IReadOnlyList<RetrievedPassage> found, int topK, string message)
    {
        Assert.That(found, Has.Count.AtMost(topK), message);
        Assert.That(found.Select(passage => passage.Id), Is.Unique, message);
        foreach (var passage in found)
        {
            Assert.That(Passages, Does.ContainKey(passage.Id), message);
            Assert.That(passage.Text, Is.EqualTo(Passages.GetValueOrDefault(passage.Id)), message);
            Assert.That(double.IsFinite(passage.Score), Is.True, $"{message}: passage {passage.Id} has the score {passage.Score}.");
        }

        for (var i = 1; i < found.Count; i++)
        {
            var (better, worse) = (found[i - 1], found[i]);
            Assert.That(better.Score, Is.GreaterThanOrEqualTo(worse.Score), $"{message}: {worse.Id} is better than {better.Id} before it.");
            if (TiesAreById && better.Score == worse.Score)
                Assert.That(better.Id, Is.LessThan(worse.Id), $"{message}: equal scores come by id upwards.");
        }
    }
}
