using FsCheck;
using FsCheck.Fluent;
using Pipelines.Tokenizers;

namespace Pipelines.Retrieval.Tests;

internal sealed class TextChunkerTests
{
    // One token a character: counts can be seen.
    private static readonly Tokenizer Characters = CharacterTokenizer.Create("abcdefghijklmnopqrstuvwxyzABC .,!?\n".EnumerateRunes());

    [Test]
    public void Words_fill_a_chunk_and_overlap()
    {
        var chunks = Split("aaaa bbbb cccc dddd", new TextChunkerOptions { Size = 9, Overlap = 4 });
        Assert.That(chunks, Is.EqualTo(new[] { "aaaa bbbb", "bbbb cccc", "cccc dddd" }));
    }

    [Test]
    public void An_overlap_that_leaves_no_room_gets_shorter() =>
        Assert.That(
            Split("a a a a bbbbbbb c", new TextChunkerOptions { Size = 8, Overlap = 5 }), Is.EqualTo(new[] { "a a a a", "bbbbbbb", "c" }));

    [Test]
    public void A_word_that_is_too_long_is_cut_inside() =>
        Assert.That(Split("abcdefghij kl", new TextChunkerOptions { Size = 4 }), Is.EqualTo(new[] { "abcd", "efgh", "ij", "kl" }));

    [Test]
    public void Sentences_are_kept_whole()
    {
        const string Text = "One is. Two is. Three is. Four.";
        Assert.That(
            Split(Text, new TextChunkerOptions { Unit = ChunkUnit.Sentences, Size = 2, Overlap = 1 }, tokenizer: false),
            Is.EqualTo(new[] { "One is. Two is.", "Two is. Three is.", "Three is. Four." }));
        Assert.That(
            Split("A is. B is. Ccc is. B.", new TextChunkerOptions { Unit = ChunkUnit.Sentences, Size = 9, MaximumTokens = 11 }),
            Is.EqualTo(new[] { "A is. B is.", "Ccc is. B." }), "the limit of tokens ends a chunk too");
    }

    [Test]
    public void What_would_be_cut_off_is_refused()
    {
        var options = new TextChunkerOptions { Unit = ChunkUnit.Sentences, Size = 1, MaximumTokens = 9 };
        Assert.That(
            () => Split("A is. Bbb bbbb bbbb.", options),
            Throws.TypeOf<RetrievalException>().With.Message.Contains("sentence at 6 to 20").And.Message.Contains("14 tokens"));
        options.SplitOversized = true;
        Assert.That(Split("A is. Bbb bbbb bbbb.", options), Is.EqualTo(new[] { "A is.", "Bbb bbbb", "bbbb." }));
    }

    [Test]
    public void Options_that_contradict_are_refused()
    {
        Assert.That(() => new TextChunker(new TextChunkerOptions { Size = 5, Overlap = 5 }, Characters), Throws.TypeOf<OptionsException>());
        Assert.That(
            () => new TextChunker(new TextChunkerOptions()), Throws.TypeOf<RetrievalException>().With.Message.Contains("no tokenizer"));
        Assert.That(
            () => new TextChunker(new TextChunkerOptions { Unit = ChunkUnit.Sentences, MaximumTokens = 9 }),
            Throws.TypeOf<RetrievalException>());
        Assert.That(() => new TextChunker(new TextChunkerOptions { Size = 0 }, Characters), Throws.TypeOf<OptionsException>());
    }

    [Test]
    public void A_long_line_without_a_space_takes_time_in_proportion()
    {
        var chunks = new TextChunker(new TextChunkerOptions { Size = 100 }, Characters).Split(new string('a', 100_000));
        Assert.That(chunks.Sum(chunk => chunk.Span.Length), Is.EqualTo(100_000));
    }

    [TestCase(ChunkUnit.Tokens)]
    [TestCase(ChunkUnit.Sentences)]
    [TestCase(ChunkUnit.Paragraphs)]
    public void Chunks_cover_the_text_in_order_within_the_limits(ChunkUnit unit) => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => "abcdeABC   .!?\n\n"[random.Next(16)]));
            var options = new TextChunkerOptions
            {
                Unit = unit,
                Size = 4 + random.Next(12),
                Overlap = random.Next(4),
                MaximumTokens = 6 + random.Next(10),
                SplitOversized = true,
            };
            var chunks = new TextChunker(options, Characters).Split(text);
            var covered = new bool[text.Length];
            var (start, end) = (-1, 0);
            foreach (var (span, tokens) in chunks)
            {
                var chunk = text.Substring(span.Start, span.Length);
                if (tokens != Characters.Encode(chunk).Length || tokens > options.MaximumTokens
                    || (unit == ChunkUnit.Tokens && tokens > options.Size)
                    || span.Start <= start || span.End <= end || char.IsWhiteSpace(chunk[0]) || char.IsWhiteSpace(chunk[^1]))
                    return false;
                (start, end) = (span.Start, span.End);
                covered.AsSpan(span.Start, span.Length).Fill(true);
            }

            return Enumerable.Range(0, text.Length).All(i => covered[i] || char.IsWhiteSpace(text[i]));
        }).QuickCheckThrowOnFailure();

    private static string[] Split(string text, TextChunkerOptions options, bool tokenizer = true) =>
        [
        .. new TextChunker(options, tokenizer ? Characters : null).Split(text)
            .Select(chunk => text.Substring(chunk.Span.Start, chunk.Span.Length)),
    ];
}
