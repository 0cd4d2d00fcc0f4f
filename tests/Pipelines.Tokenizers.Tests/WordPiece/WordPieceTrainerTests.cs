namespace Pipelines.Tokenizers.Tests;

public class WordPieceTrainerTests
{
    private static readonly string[] Corpus = ["Lower lower tower", "The newest lower tower", "widest newest"];

    [Test]
    public void Merges_the_most_frequent_pairs()
    {
        HuggingFaceTokenizer tokenizer = Train(new() { VocabularySize = 60 });
        Assert.That(tokenizer.TokenToId("lower"), Is.Not.Null);
        Assert.That(tokenizer.TokenToId("##we"), Is.Not.Null);
        Assert.That(tokenizer.IdToToken(0), Is.EqualTo("[PAD]"));
        int[] ids = tokenizer.Encode("LOWER newest", addSpecialTokens: true);
        Assert.That(ids.Select(tokenizer.IdToToken), Is.EqualTo(new[] { "[CLS]", "lower", "newest", "[SEP]" }));
        Assert.That(tokenizer.Decode(ids, skipSpecialTokens: true), Is.EqualTo("lower newest"));
    }

    [Test]
    public void The_vocabulary_is_as_large_as_asked_for()
    {
        HuggingFaceTokenizer tokenizer = Train(new() { VocabularySize = 30, MinimumFrequency = 1 });
        Assert.That(tokenizer.VocabularySize, Is.EqualTo(30));
        Assert.That(Train(new() { VocabularySize = 30, MinimumFrequency = 1 }).Fingerprint, Is.EqualTo(tokenizer.Fingerprint));
    }

    [Test]
    public void Rare_characters_are_unknown()
    {
        HuggingFaceTokenizer tokenizer = Train(new() { VocabularySize = 60, AlphabetSize = 5 });
        Assert.That(tokenizer.Encode("q").Select(tokenizer.IdToToken), Is.EqualTo(new[] { "[UNK]" }));
    }

    [Test]
    public void Pairs_have_two_types()
    {
        TokenizedText text = Train(new() { VocabularySize = 60 }).EncodeSequence("lower", "newest", new() { Truncation = new(4) });
        Assert.That(text.Ids, Has.Length.EqualTo(4));
        text = Train(new() { VocabularySize = 60 }).EncodeSequence("lower", "newest", new() { Padding = new(0, "[PAD]") { Length = 8 } });
        Assert.That(text.TypeIds, Is.EqualTo(new[] { 0, 0, 0, 1, 1, 0, 0, 0 }));
        Assert.That(text.AttentionMask, Is.EqualTo(new[] { 1, 1, 1, 1, 1, 0, 0, 0 }));
    }

    [Test]
    public void Names_of_the_special_tokens_of_BERT_are_taken() =>
        Assert.Throws<OptionsException>(() => new WordPieceTrainer(new() { SpecialTokens = ["[CLS]"] }));

    private static HuggingFaceTokenizer Train(WordPieceTrainerOptions options) =>
        new WordPieceTrainer(options).Train(Corpus.Select(text => text.AsMemory()));
}
