using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Retrieval.Tests;

/// <summary>A corpus with a line of 50 MB is read, and cut or refused, in memory that the line explains.</summary>
[NonParallelizable]
[Category("Slow")]
internal sealed class LargeLineTests
{
    private const int LineBytes = 50 << 20;

    // The line in UTF-16 is 100 MB: a file's buffer, a text of it, and the places of its parts.
    private const long MostMemory = 700L << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly PipelineContext _context = PipelineContext.Create(p => p.AddRetrieval());

    [OneTimeSetUp]
    public void WriteFiles()
    {
        using var text = new StreamWriter(_folder.File("corpus.txt"));
        using var json = new StreamWriter(_folder.File("corpus.jsonl"));
        using var solid = new StreamWriter(_folder.File("solid.txt"));
        foreach (var line in (string[])["A short line. It is first.", "", "The last line."])
        {
            if (line.Length > 0)
            {
                text.WriteLine(line);
                json.WriteLine($"{{\"Text\": \"{line}\"}}");
                solid.WriteLine(line);
                continue;
            }

            const string Sentence = "This sentence is one of very many in a single line. ";
            json.Write("{\"Text\": \"");
            for (var i = 0; i < LineBytes / Sentence.Length; i++)
            {
                text.Write(Sentence);
                json.Write(Sentence);
            }

            var part = new string('x', 1 << 20);
            for (var i = 0; i < LineBytes >> 20; i++)
                solid.Write(part);
            text.WriteLine();
            json.WriteLine("\"}");
            solid.WriteLine();
        }
    }

    [OneTimeTearDown]
    public void Dispose()
    {
        _context.Dispose();
        _folder.Dispose();
    }

    [TestCase("corpus.txt")]
    [TestCase("corpus.jsonl")]
    public void Its_sentences_become_passages(string file)
    {
        var view = _context.Transforms.Chunk(o => (o.Unit, o.Size) = (ChunkUnit.Sentences, 20)).Fit(Load(file)).Transform(Load(file));
        var (count, covered, memory) = Read(view);
        Assert.That(count, Is.GreaterThan(50_000));
        Assert.That(covered, Is.GreaterThan(LineBytes - (2 << 20)));
        Assert.That(memory, Is.LessThan(MostMemory));
    }

    [Test]
    public void Without_a_space_it_is_refused_or_cut_and_the_others_stay()
    {
        var tokenizer = CharacterTokenizer.Create(Enumerable.Range(32, 95).Select(c => new Rune(c)));
        IDataView Rows(bool split, bool skip) => _context.Transforms.Chunk(tokenizer, o =>
        {
            (o.Unit, o.MaximumTokens) = (ChunkUnit.Sentences, 4096);
            (o.SplitOversized, o.SkipRefused) = (split, skip);
        }).Fit(Load("solid.txt")).Transform(Load("solid.txt"));
        Assert.That(
            () => Read(Rows(split: false, skip: false)),
            Throws.TypeOf<CellException>().With.Message.Contains("row 1").And.Message.Contains("more than 65536 tokens"));
        Assert.That(Read(Rows(split: false, skip: true)).Count, Is.EqualTo(2));
        var (count, covered, memory) = Read(Rows(split: true, skip: false));
        Assert.That(count, Is.EqualTo((LineBytes / 4096) + 2));
        Assert.That(covered, Is.GreaterThanOrEqualTo(LineBytes));
        Assert.That(memory, Is.LessThan(MostMemory));
    }

    private IDataView Load(string file) => file.EndsWith(".jsonl", StringComparison.Ordinal)
        ? _context.Data.LoadFromJsonLines(_folder.File(file))
        : _context.Data.LoadFromTextFile(_folder.File(file));

    private static (long Count, long Covered, long Memory) Read(IDataView view)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (count, covered, most) = (0L, 0L, 0L);
        using var cursor = view.GetRowCursor([view.Schema["Length"]]);
        var getLength = cursor.GetGetter<int>(view.Schema["Length"]);
        var length = 0;
        while (cursor.MoveNext())
        {
            getLength(ref length);
            covered += length;
            if (count++ % 10_000 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: count == 1 || count % 50_000 == 1) - before);
        }

        return (count, covered, most);
    }
}
