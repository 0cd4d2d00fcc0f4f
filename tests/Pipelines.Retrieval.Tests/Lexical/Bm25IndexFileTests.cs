namespace Pipelines.Retrieval.Tests;

internal sealed class Bm25IndexFileTests
{
    [Test]
    public void What_is_saved_is_loaded()
    {
        using var folder = new TemporaryFolder();
        var index = new Bm25Index(new Bm25Options
        {
            Variant = Bm25Variant.Okapi,
            K1 = 0.9,
            B = 0.4,
            Analyzer = { StopWords = ["the"], Stemmer = Stemmer.Porter },
        });
        index.Add(-5, "the running cats, the ﬁrst Größe 漢字 of 3.14");
        index.Add(long.MaxValue, "a cat runs");
        index.Add(3, "");
        index.Add(4, "gone");
        index.Remove(4);
        index.Save(folder.File("index"));
        var loaded = Bm25Index.Load(folder.File("index"));
        Assert.Multiple(() =>
        {
            Assert.That(loaded.Options.K1, Is.EqualTo(0.9));
            Assert.That(loaded.Options.Analyzer.StopWords, Is.EqualTo(new[] { "the" }));
            Assert.That(loaded.Count, Is.EqualTo(3));
            Assert.That(loaded.TermCount, Is.EqualTo(index.TermCount));
            Assert.That(loaded.Search("run cat größe", 5), Is.EqualTo(index.Search("run cat größe", 5)));
            Assert.That(loaded.Remove(-5), Is.True);
            Assert.That(loaded.Search("cat", 5).Single().Id, Is.EqualTo(long.MaxValue));
        });
    }

    [Test]
    public void An_empty_index_is_saved_too()
    {
        using var file = new MemoryStream();
        new Bm25Index().Save(file);
        file.Position = 0;
        Assert.That(Bm25Index.Load(file).Count, Is.Zero);
    }

    [Test]
    public void Any_flipped_bit_and_any_cut_is_detected()
    {
        using var file = new MemoryStream();
        Bm25IndexTests.RandomIndex(new Random(11), 30).Save(file);
        var bytes = file.ToArray();
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= (byte)(1 << (at % 8));
            Assert.That(() => Bm25Index.Load(new MemoryStream(bytes)), Throws.TypeOf<IndexFormatException>(), $"byte {at}");
            bytes[at] ^= (byte)(1 << (at % 8));
            Assert.That(() => Bm25Index.Load(new MemoryStream(bytes, 0, at)), Throws.TypeOf<IndexFormatException>(), $"cut to {at}");
        }

        Assert.That(() => Bm25Index.Load(new MemoryStream([.. bytes, 0])), Throws.TypeOf<IndexFormatException>(), "one byte more");
        Assert.That(Bm25Index.Load(new MemoryStream(bytes)).Count, Is.EqualTo(30));
    }

    [Test]
    public void A_large_index_spans_sections()
    {
        var index = new Bm25Index();
        for (var i = 0; i < 40_000; i++)
            index.Add(i, [$"term{i}", "common"]);
        using var file = new MemoryStream();
        index.Save(file);
        Assert.That(file.Length, Is.GreaterThan(2 * SectionChecksum.MaximumSection));
        file.Position = 0;
        var loaded = Bm25Index.Load(file);
        Assert.That(loaded.Search(["term31234"], 3), Is.EqualTo(index.Search(["term31234"], 3)));
        Assert.That(loaded.Search(["common"], 5), Is.EqualTo(index.Search(["common"], 5)));
    }

    [Test]
    public void A_file_that_is_missing_or_something_else_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => Bm25Index.Load(folder.File("none")), Throws.TypeOf<IndexFormatException>().With.Message.Contains("none"));
        File.WriteAllText(folder.File("text"), "This is a text of some length.");
        Assert.That(() => Bm25Index.Load(folder.File("text")), Throws.TypeOf<IndexFormatException>().With.Message.Contains("text"));
    }
}
