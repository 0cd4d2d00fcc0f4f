using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tokenizers.Tests;

public class StreamingDecoderTests
{
    private static readonly BytePairTokenizer Tokenizer = new BytePairTrainer(new() { VocabularySize = 300 }).Train(SampleText.Rows);

    [Test]
    public void Holds_back_a_character_until_its_last_byte()
    {
        StreamingDecoder decoder = Tokenizer.CreateDecoder();
        string[] pieces = [.. Tokenizer.Encode("é😁").Select(decoder.Append)];
        Assert.That(pieces, Is.EqualTo(["", "é", "", "", "", "😁"]));
        Assert.That(decoder.Complete(), Is.Empty);
    }

    [Test]
    public void Ends_an_unfinished_character_with_a_replacement()
    {
        StreamingDecoder decoder = Tokenizer.CreateDecoder();
        int[] ids = Tokenizer.Encode("😁");
        Assert.That(decoder.Append(ids[0]) + decoder.Append(ids[1]), Is.Empty);
        Assert.That(decoder.Complete(), Is.EqualTo("\uFFFD"));
        Assert.That(decoder.Position, Is.Zero);
        Assert.That(decoder.Append(Tokenizer.Encode("a")[0]), Is.EqualTo("a"), "it is as new");
    }

    [Test]
    public void Skips_special_tokens_inside_a_character_without_splitting_it()
    {
        StreamingDecoder decoder = Tokenizer.CreateDecoder(skipSpecialTokens: true);
        int[] ids = Tokenizer.Encode("é");
        Assert.That(decoder.Append(ids[0]) + decoder.Append(Tokenizer.EndOfTextId!.Value) + decoder.Append(ids[1]), Is.EqualTo("é"));
    }

    [Test]
    public void Keeps_what_it_has_when_an_id_is_unknown()
    {
        StreamingDecoder decoder = Tokenizer.CreateDecoder();
        var text = new StringBuilder();
        int a = Tokenizer.Encode("a")[0];
        Assert.That(() => decoder.Append([a, a, 5000], text), Throws.TypeOf<TokenizationException>().With.Property("Position").EqualTo(2));
        Assert.That(text.ToString(), Is.EqualTo("aa"));
    }

    [Test]
    public void Takes_a_token_longer_than_its_buffer()
    {
        string longToken = "<" + new string('é', 5000) + ">";
        CharacterTokenizer tokenizer = CharacterTokenizer.Create("a".EnumerateRunes(), new() { EndOfText = longToken });
        Assert.That(tokenizer.Decode([0, 1, 0]), Is.EqualTo("a" + longToken + "a"));
    }

    [Test]
    public void Pieces_together_are_what_decoding_at_once_gives_for_any_ids()
    {
        Arbitrary<int[]> ids = Gen.Choose(0, Tokenizer.VocabularySize - 1).ArrayOf().ToArbitrary();
        Prop.ForAll(ids, sequence =>
        {
            StreamingDecoder decoder = Tokenizer.CreateDecoder();
            string pieces = string.Concat(sequence.Select(decoder.Append)) + decoder.Complete();
            byte[] bytes = [.. sequence.SelectMany(id => Tokenizer.GetTokenBytes(id).ToArray())];
            return pieces == Tokenizer.Decode(sequence) && pieces == Encoding.UTF8.GetString(bytes);
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Pieces_never_end_inside_a_character()
    {
        Prop.ForAll(Texts.Any, text =>
        {
            StreamingDecoder decoder = Tokenizer.CreateDecoder();
            return Tokenizer.Encode(text).Select(decoder.Append).All(piece => Texts.Repair(piece) == piece);
        }).QuickCheckThrowOnFailure();
    }
}
