namespace Pipelines.Tokenizers.Tests;

/// <summary>What Hugging Face's shape adds beyond the golden cases.</summary>
public class HuggingFaceTokenizerTests
{
    [Test]
    public void A_text_that_spells_its_begin_gets_no_second_one()
    {
        HuggingFaceTokenizer tokenizer = Samples.ByteLevel();
        int begin = tokenizer.TokenToId("<|endoftext|>")!.Value;
        var missing = new EncodeOptions { Surrounding = SurroundingTokens.AddMissing };
        Assert.That(tokenizer.EncodeSequence("<|endoftext|>the", null, missing).Ids.Count(id => id == begin), Is.EqualTo(1));
        Assert.That(tokenizer.EncodeSequence("the", null, missing).Ids[0], Is.EqualTo(begin));
        Assert.That(tokenizer.EncodeSequence("<|endoftext|>the").Ids.Count(id => id == begin), Is.EqualTo(2));
        Assert.That(tokenizer.EncodeSequence("the", null, new EncodeOptions { Surrounding = SurroundingTokens.None }).Ids,
            Does.Not.Contain(begin));
    }

    [Test]
    public void A_text_that_spells_its_end_gets_no_second_one()
    {
        HuggingFaceTokenizer tokenizer = Samples.Unigram();
        var missing = new EncodeOptions { Surrounding = SurroundingTokens.AddMissing };
        Assert.That(tokenizer.EncodeSequence("the</s>", null, missing).Ids.Count(id => id == 1), Is.EqualTo(1));
        Assert.That(tokenizer.EncodeSequence("the", null, missing).Ids.Count(id => id == 1), Is.EqualTo(1));
    }

    [Test]
    public void Special_spellings_are_text_on_request()
    {
        HuggingFaceTokenizer tokenizer = Samples.ByteLevel();
        var ids = new List<int>();
        tokenizer.Encode("a<|endoftext|>b", ids, SpecialTokenHandling.AsText);
        Assert.That(ids, Does.Not.Contain(tokenizer.TokenToId("<|endoftext|>")));
        Assert.That(tokenizer.Decode([.. ids]), Is.EqualTo("a<|endoftext|>b"));
    }

    [Test]
    public void Dropout_needs_chances_and_changes_ids_but_not_the_text()
    {
        HuggingFaceTokenizer tokenizer = Samples.ByteLevel();
        const string Text = "the owner of the river ran over the road";
        int[] usual = tokenizer.Encode(Text);
        Assert.That(tokenizer.Encode(Text), Is.EqualTo(usual));
        var random = new Random(1);
        int[][] dropped = [.. Enumerable.Range(0, 20).Select(_ =>
            tokenizer.EncodeSequence(Text, null, new EncodeOptions { Surrounding = SurroundingTokens.None, Dropout = random }).Ids)];
        Assert.That(dropped.Any(ids => !ids.AsSpan().SequenceEqual(usual)));
        Assert.That(dropped.Select(ids => tokenizer.Decode(ids)), Is.All.EqualTo(Text));
    }

    [Test]
    public void Truncation_and_padding_of_the_file_are_used_only_when_asked_for()
    {
        HuggingFaceTokenizer tokenizer = Samples.ByteLevel();
        Assert.That(tokenizer.EncodeSequence("the").Ids, Has.Length.LessThan(8));
        TokenizedText filled = tokenizer.EncodeSequence("the", null, new EncodeOptions { Padding = tokenizer.Padding });
        Assert.That(filled.Ids, Has.Length.EqualTo(16));
        Assert.That(filled.AttentionMask.Sum(), Is.EqualTo(tokenizer.EncodeSequence("the").Ids.Length));
        TokenizedText cut = tokenizer.EncodeSequence(
            string.Concat(Enumerable.Repeat(" the", 999)), null, new EncodeOptions { Truncation = tokenizer.Truncation });
        Assert.That(cut.Ids, Has.Length.EqualTo(512));
        Assert.That(cut.SpecialTokensMask.Sum(), Is.EqualTo(1));
    }

    [TestCase(TruncationStrategy.LongestFirst, 2, 3)]
    [TestCase(TruncationStrategy.OnlyFirst, 1, 4)]
    [TestCase(TruncationStrategy.OnlySecond, 3, 2)]
    public void Pairs_are_cut_as_the_strategy_says(TruncationStrategy strategy, int first, int second)
    {
        HuggingFaceTokenizer tokenizer = Samples.WordPiece();
        TokenizedText text = tokenizer.EncodeSequence("the a own", "a a a a",
            new EncodeOptions { Truncation = new(8) { Strategy = strategy } });
        Assert.That(text.TypeIds.Count(type => type == 0) - 2, Is.EqualTo(first));
        Assert.That(text.TypeIds.Count(type => type == 1) - 1, Is.EqualTo(second));
    }

    [Test]
    public void An_unpaired_surrogate_is_read_as_the_replacement_character()
    {
        HuggingFaceTokenizer tokenizer = Samples.Unigram();
        Assert.That(tokenizer.Encode("a\ud800b"), Is.EqualTo(tokenizer.Encode("a\ufffdb")));
    }

    [Test]
    public void Long_streams_are_what_decoding_at_once_gives()
    {
        HuggingFaceTokenizer tokenizer = Samples.Unigram();
        int[] ids = tokenizer.Encode(string.Join(' ', Enumerable.Repeat("the owner's 中文 😁 hat", 50)));
        StreamingDecoder decoder = tokenizer.CreateDecoder();
        var text = new System.Text.StringBuilder();
        foreach (int id in ids)
        {
            string piece = decoder.Append(id);
            Assert.That(piece, Does.Not.Contain("\ufffd"));
            text.Append(piece);
        }
        Assert.That(text.Append(decoder.Complete()).ToString(), Is.EqualTo(tokenizer.Decode(ids)));
    }

    [Test]
    public void Long_texts_are_the_ids_of_their_parts()
    {
        var characters = new HuggingFaceTokenizer(new HuggingFaceTokenizerParts(new BytePairTokenModel(
            [KeyValuePair.Create("a", 0), KeyValuePair.Create("b", 1), KeyValuePair.Create("ab", 2)], [("a", "b")])));
        string text = string.Concat(Enumerable.Repeat("abb", 100_000));
        int[] expected = [.. Enumerable.Repeat(new[] { 2, 1 }, 100_000).SelectMany(ids => ids)];
        Assert.That(characters.Encode(text), Is.EqualTo(expected));
        Assert.That(characters.Encode(text), Is.EqualTo(expected));
        foreach (HuggingFaceTokenizer tokenizer in new[] { Samples.ByteLevel(), Samples.Unigram(), Samples.WordPiece() })
        {
            string sentence = string.Concat(Enumerable.Repeat(" the owner", 20_000));
            int[] once = tokenizer.Encode(" the owner the owner");
            int[] half = tokenizer.Encode(" the owner");
            Assert.That(tokenizer.Encode(sentence), Has.Length.EqualTo(half.Length + (19_999 * (once.Length - half.Length))));
        }
    }

    [Test]
    public void Several_threads_share_a_tokenizer()
    {
        HuggingFaceTokenizer tokenizer = Samples.Unigram();
        int[] expected = tokenizer.Encode("the owner of the hat");
        Parallel.For(0, 200, _ => Assert.That(tokenizer.Encode("the owner of the hat"), Is.EqualTo(expected)));
    }

    [Test]
    public void A_character_without_token_is_an_error_where_there_is_no_unknown_token()
    {
        var tokenizer = new HuggingFaceTokenizer(new HuggingFaceTokenizerParts(
            new BytePairTokenModel([KeyValuePair.Create("a", 0)], [])));
        Assert.That(Assert.Throws<TokenizationException>(() => tokenizer.Encode("ab"))!.Message, Does.Contain("'b'"));
    }
}
