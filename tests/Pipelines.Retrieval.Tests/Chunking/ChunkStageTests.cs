using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Retrieval.Tests;

/// <summary>What every stage promises, with a tokenizer and kept columns.</summary>
public class ChunkConformanceTests : StageConformanceTests<ChunkEstimator, ChunkTransformer>
{
    internal static readonly Tokenizer Tokenizer = CharacterTokenizer.Create("abcdefghijklmnopqrstuvwxyzABC .".EnumerateRunes());

    protected override IReadOnlyList<string> InputColumns => ["Body", "Title"];

    protected override IReadOnlyList<Func<ChunkEstimator>> InvalidStages =>
    [
        () => Context.Transforms.Chunk(Tokenizer, o => o.Size = 0),
        () => Context.Transforms.Chunk(Tokenizer, o => (o.Size, o.Overlap) = (5, 6)),
        () => Context.Transforms.Chunk(Tokenizer, o => o.InputColumn = ""),
        () => Context.Transforms.Chunk(Tokenizer, o => o.Unit = (ChunkUnit)9),
    ];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddRetrieval());

    protected override ChunkEstimator CreateStage() => Context.Transforms.Chunk(Tokenizer, o =>
    {
        (o.InputColumn, o.Size, o.Overlap) = ("Body", 12, 3);
        o.KeepColumns = ["Title"];
    });

    protected override TestView CreateData() => new TestView()
        .Add("Title", "first", "second", "third", "fourth", "fifth")
        .Add("Body", "one two three four five", "a b c", "", "some words more", "the end of it all. At last");
}

internal sealed class ChunkStageTests
{
    private readonly PipelineContext _context = PipelineContext.Create(p => p.AddRetrieval());

    [OneTimeTearDown]
    public void DisposeContext() => _context.Dispose();

    [Test]
    public void Passages_say_where_they_stand()
    {
        string[] documents = ["One is. Two is.", " ", "Three."];
        var data = new TestView().Add("Text", documents);
        var rows = _context.Transforms.Chunk(o => (o.Unit, o.Size) = (ChunkUnit.Sentences, 1)).Fit(data).Transform(data);
        Assert.That(rows.Schema.Select(column => column.Name), Is.EqualTo(new[] { "Text", "SourceRow", "Start", "Length" }));
        var passages = ViewRows.Read(rows).Select(
            row => (Source: (long)row.Values[1]!, Start: (int)row.Values[2]!, Length: (int)row.Values[3]!)).ToList();
        Assert.That(passages.Select(p => p.Source), Is.EqualTo(new long[] { 0, 0, 2 }));
        Assert.That(
            passages.Select(p => documents[p.Source].Substring(p.Start, p.Length)), Is.EqualTo(new[] { "One is.", "Two is.", "Three." }));
    }

    [Test]
    public void A_document_that_is_refused_is_named_or_left_out()
    {
        var data = new TestView().Add("Text", "abc", "abc aaaaaaaaaaaaaaaaaaaa", "abc");
        IDataView Rows(bool skip) => _context.Transforms.Chunk(ChunkConformanceTests.Tokenizer, o =>
            (o.Unit, o.MaximumTokens, o.SkipRefused) = (ChunkUnit.Paragraphs, 10, skip)).Fit(data).Transform(data);
        Assert.That(() => ViewRows.Read(Rows(skip: false)), Throws.TypeOf<CellException>().With.Message.Contains("row 1, column 'Text'"));
        Assert.That(ViewRows.Read(Rows(skip: true)), Has.Count.EqualTo(2));
    }

    [Test]
    public void Counting_needs_a_tokenizer() =>
        Assert.That(
            () => _context.Transforms.Chunk(o => o.Size = 10),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("no tokenizer"));
}
