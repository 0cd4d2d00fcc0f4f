using System.Text;
using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Retrieval.Tests;

/// <summary>What every stage promises, with an embedder that counts.</summary>
public class EmbedderChunkConformanceTests : StageConformanceTests<ChunkEstimator, ChunkTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["Body"];

    protected override IReadOnlyList<Func<ChunkEstimator>> InvalidStages =>
        [() => Context.Transforms.Chunk(new CharacterEmbedder(), o => o.Size = 0)];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddRetrieval());

    protected override ChunkEstimator CreateStage() =>
        Context.Transforms.Chunk(new CharacterEmbedder(), o => (o.InputColumn, o.Prefix) = ("Body", "p: "));

    protected override TestView CreateData() => new TestView()
        .Add("Body", "one two three four five", "a b c", "", "some words more", "the end of it all and more of it");
}

/// <summary>A character a token, in lower case and with a prompt, at most 20.</summary>
internal sealed class CharacterEmbedder : ITokenizedEmbedder
{
    public int Dimension => 1;

    public int? MaximumTokens => 20;

    public Tokenizer Tokenizer { get; } = CharacterTokenizer.Create("abcdefghijklmnopqrstuvwxyz .:".EnumerateRunes());

    public TextPreparation Preparation { get; } = new("  embed ", LowerCase: true);

    public int? CountTokens(string text) => Tokenizer.EncodeSequence(Preparation.Apply(text)).Ids.Length;

    public EmbeddedTexts Embed(IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}

internal sealed class EmbedderChunkTests
{
    private readonly PipelineContext _context = PipelineContext.Create(p => p.AddRetrieval());

    [OneTimeTearDown]
    public void DisposeContext() => _context.Dispose();

    [Test]
    public void No_chunk_has_more_than_the_embedder_takes()
    {
        var embedder = new CharacterEmbedder();
        var chunker = new TextChunker(new TextChunkerOptions { Prefix = "x: " }, embedder);
        const string Text = "One two three four FIVE six seven eight nine ten eleven";
        var chunks = chunker.Split(Text);
        Assert.That(chunks, Has.Count.GreaterThan(4));
        foreach (var chunk in chunks)
        {
            var text = "x: " + Text.Substring(chunk.Span.Start, chunk.Span.Length);
            Assert.That(chunk.TokenCount, Is.EqualTo(embedder.CountTokens(text)).And.LessThanOrEqualTo(20), text);
        }
    }

    [Test]
    public void What_would_be_cut_is_refused()
    {
        var data = new TestView().Add("Text", "short", "a sentence of far too many letters.");
        IDataView Rows(Action<ChunkOptions> configure) =>
            _context.Transforms.Chunk(new CharacterEmbedder(), configure).Fit(data).Transform(data);
        Assert.That(
            () => ViewRows.Read(Rows(o => o.Unit = ChunkUnit.Sentences)),
            Throws.TypeOf<CellException>().With.Message.Contains("row 1").And.Message.Contains("20 are allowed"));
        Assert.That(ViewRows.Read(Rows(o => (o.Unit, o.SplitOversized) = (ChunkUnit.Sentences, true))), Has.Count.GreaterThan(2));
        Assert.That(
            ViewRows.Read(Rows(o => (o.Unit, o.MaximumTokens, o.SkipRefused) = (ChunkUnit.Sentences, 10, true))), Is.Empty,
            "a smaller limit of the options goes before");
    }

    [Test]
    public void An_embedder_that_does_not_say_what_it_takes_is_refused() => Assert.That(
        () => _context.Transforms.Chunk(new LetterEmbedder(), o => o.Unit = ChunkUnit.Sentences),
        Throws.TypeOf<RetrievalException>().With.Message.Contains("cut off unseen"));

    [Test]
    public void Words_of_an_embedder_without_a_limit_can_be_counted()
    {
        var chunks = new TextChunker(new TextChunkerOptions { Size = 3 }, new HashingTfIdfEmbedder()).Split("aa bb cc dd ee ff gg");
        Assert.That(chunks.Select(chunk => chunk.TokenCount), Is.EqualTo(new[] { 3, 3, 1 }));
        using var folder = new TemporaryFolder();
        var data = new TestView().Add("Text", "a");
        var fitted = _context.Transforms.Chunk(new HashingTfIdfEmbedder(), o => o.Size = 3).Fit(data);
        Assert.That(
            () => _context.Model.Save(fitted, data.Schema, folder.File("chunks")),
            Throws.TypeOf<PipelineException>().With.Message.Contains("tokenizer"));
    }
}
