namespace Pipelines.Tests;

[TestFixture]
public sealed class CacheTests
{
    private static DataCatalog Data => Contexts.Data;

    [Test]
    public void ACacheGivesTheSameRowsAndKeepsTheViewsPromises([Values(0, 1, 50, 9000)] int count)
    {
        var view = Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(EveryKind.Number).Where(_ => true));
        var cache = Data.Cache(view);
        Assert.That(cache.GetRowCount(), Is.EqualTo(view.GetRowCount()));
        Assert.That(ViewAssert.Rows(cache), Is.EqualTo(ViewAssert.Rows(view)));
        Assert.That(cache.GetRowCount(), Is.EqualTo(count));
        Assert.That(cache.CanShuffle, Is.True);
        if (count <= 50)
            ViewAssert.KeepsPromises(cache);
    }

    [Test]
    public void AColumnIsReadOnceAndOnlyWhenAskedFor()
    {
        var reads = new Counts();
        var cache = Data.Cache(Data.LoadFromEnumerable(Rows(reads, 10)));
        Assert.That(cache.GetColumn<int>("A").Count(), Is.EqualTo(10));
        Assert.That((reads.Passes, reads.A, reads.B), Is.EqualTo((1, 10, 0)));
        Assert.That(cache.GetColumn<int>("A").Sum(), Is.EqualTo(45));
        Assert.That((reads.Passes, reads.A, reads.B), Is.EqualTo((1, 10, 0)));
        Assert.That(cache.GetColumn<int>("B").Sum(), Is.EqualTo(90));
        Assert.That((reads.Passes, reads.A, reads.B), Is.EqualTo((2, 10, 10)));
    }

    [Test]
    public void ColumnsToPrefetchAreReadInTheFirstPass()
    {
        var reads = new Counts();
        var cache = Data.Cache(Data.LoadFromEnumerable(Rows(reads, 10)), "B");
        Assert.That(cache.GetColumn<int>("A").Sum() + cache.GetColumn<int>("B").Sum(), Is.EqualTo(135));
        Assert.That((reads.Passes, reads.A, reads.B), Is.EqualTo((1, 10, 10)));
        Assert.That(() => Data.Cache(cache, "C"), Throws.TypeOf<SchemaException>());
    }

    [Test]
    public void ManyThreadsFillItOnce()
    {
        var reads = new Counts();
        var cache = Data.Cache(Data.LoadFromEnumerable(Rows(reads, 2000)));
        var sums = new long[8];
        Parallel.For(0, sums.Length, i => sums[i] = cache.GetColumn<int>("A").Sum());
        Assert.That(sums, Has.All.EqualTo(1999 * 1000));
        Assert.That((reads.Passes, reads.A), Is.EqualTo((1, 2000)));
    }

    [Test]
    public void APassThatFailsLeavesNothingBehind()
    {
        var fail = true;
        IEnumerable<PointRow> Source()
        {
            for (var i = 0; i < 5; i++)
                yield return i == 3 && fail ? throw new IOException("no network") : new PointRow(i, i);
        }

        var cache = Data.Cache(Data.LoadFromEnumerable(Source()));
        Assert.That(() => ViewAssert.Rows(cache), Throws.TypeOf<PipelineException>().With.Message.Contains("no network"));
        fail = false;
        Assert.That(cache.GetColumn<int>("X"), Is.EqualTo([0, 1, 2, 3, 4]));
    }

    [Test]
    public void TextIsCopiedOutOfTheReadersBuffer()
    {
        using var folder = new TempFolder();
        string[] lines = [.. Enumerable.Range(0, 30_000).Select(i => new string((char)('a' + (i % 26)), i % 37)), new string('z', 200_000)];
        var path = folder.Write("a.txt", string.Join('\n', lines));
        var cache = Data.Cache(Data.LoadFromTextFile(path));
        Assert.That(cache.GetColumn<string>("Text"), Is.EqualTo(lines));
        File.Delete(path);
        Assert.That(cache.GetColumn<string>("Text"), Is.EqualTo(lines));
    }

    [Test]
    public void SparseVectorsStaySparse()
    {
        var sparse = new VBuffer<float>(1000, 2, [1.5f, 2.5f], [3, 700]);
        var cache = Data.Cache(Data.LoadFromEnumerable([new { V = sparse }, new { V = new VBuffer<float>(1, [9f]) }]));
        using var cursor = cache.GetRowCursor(cache.Schema);
        var getter = cursor.GetGetter<VBuffer<float>>(cache.Schema["V"]);
        VBuffer<float> value = default;
        Assert.That(cursor.MoveNext(), Is.True);
        getter(ref value);
        Assert.That(value.IsDense, Is.False);
        Assert.That(value.DenseValues(), Is.EqualTo(sparse.DenseValues()));
    }

    private static IEnumerable<CountedRow> Rows(Counts counts, int count)
    {
        Interlocked.Increment(ref counts.Passes);
        for (var i = 0; i < count; i++)
            yield return new CountedRow(counts, i);
    }

    private sealed class Counts
    {
        public int Passes;
        public int A;
        public int B;
    }

    private sealed class CountedRow(Counts counts, int value)
    {
        public int A => Count(ref counts.A, value);

        public int B => Count(ref counts.B, 2 * value);

        private static int Count(ref int counter, int result)
        {
            Interlocked.Increment(ref counter);
            return result;
        }
    }
}
