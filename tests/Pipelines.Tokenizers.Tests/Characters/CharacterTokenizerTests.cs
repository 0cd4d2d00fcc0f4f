using System.Text;
using Pipelines.Testing.Goldens;

namespace Pipelines.Tokenizers.Tests;

public class CharacterTokenizerTests
{
    [Test]
    public void Learns_characters_in_code_point_order()
    {
        CharacterTokenizer tokenizer = CharacterTokenizer.Learn(["ba\n".AsMemory(), "𝔘b\uFF21é".AsMemory()]);
        Assert.That(tokenizer.Characters.Select(character => character.ToString()), Is.EqualTo(["\n", "a", "b", "é", "\uFF21", "𝔘"]));
        Assert.That(tokenizer.VocabularySize, Is.EqualTo(6));
        Assert.That(tokenizer.Encode("b𝔘a"), Is.EqualTo([2, 5, 1]));
        Assert.That(tokenizer.Decode([2, 5, 1]), Is.EqualTo("b𝔘a"));
    }

    [Test]
    [Category("Golden")]
    public void Learns_the_65_characters_of_tiny_shakespeare()
    {
        string path = GoldenCase.Data("tinyshakespeare/input.txt");
        if (!File.Exists(path))
            Assert.Ignore("tinyshakespeare is not beside the golden cases.");
        string text = File.ReadAllText(path);
        CharacterTokenizer tokenizer = CharacterTokenizer.Learn([text.AsMemory()]);
        string expected = "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        Assert.That(string.Concat(tokenizer.Characters.Select(character => character.ToString())), Is.EqualTo(expected));
        Assert.That(tokenizer.VocabularySize, Is.EqualTo(65));
        // nanoGPT: encode("First Citizen:")
        Assert.That(tokenizer.Encode(text[..14]), Is.EqualTo([18, 47, 56, 57, 58, 1, 15, 47, 58, 47, 64, 43, 52, 10]));
        Assert.That(tokenizer.Decode(tokenizer.Encode(text)), Is.EqualTo(text));
    }

    [TestCase("ab?", 2, "'?' (U+003F)")]
    [TestCase("a\tb", 1, "U+0009")]
    [TestCase("ab😁", 2, "'😁' (U+1F601)")]
    public void Names_an_unknown_character_and_its_place(string text, int position, string name)
    {
        CharacterTokenizer tokenizer = CharacterTokenizer.Create("ab".EnumerateRunes());
        var ids = new List<int>();
        Assert.That(() => tokenizer.Encode(text, ids), Throws.TypeOf<TokenizationException>()
            .With.Message.Contains(name).And.Message.StartsWith($"At index {position}:").And.Message.Contains("UnknownToken")
            .And.Property("Position").EqualTo(position));
        Assert.That(ids, Has.Count.EqualTo(position), "what was encoded before stays");
    }

    [Test]
    public void Names_an_unpaired_surrogate()
    {
        CharacterTokenizer tokenizer = CharacterTokenizer.Create("ab".EnumerateRunes());
        Assert.That(() => tokenizer.Encode("a\uD83D!"), Throws.TypeOf<TokenizationException>()
            .With.Message.Contains("unpaired surrogate U+D83D").And.Property("Position").EqualTo(1));
    }

    [Test]
    public void Gives_the_unknown_token_where_there_is_one()
    {
        CharacterTokenizer tokenizer =
            CharacterTokenizer.Create("ab".EnumerateRunes(), new() { UnknownToken = "<?>", EndOfText = "<end>" });
        Assert.That(tokenizer.Encode("a!😁\uD800b<end>"), Is.EqualTo([0, 2, 2, 2, 1, 3]));
        Assert.That(tokenizer.Decode([0, 2, 1, 3]), Is.EqualTo("a<?>b<end>"));
        Assert.That(tokenizer.VocabularySize, Is.EqualTo(4));
        Assert.That(tokenizer.EndOfTextId, Is.EqualTo(3));
    }

    [Test]
    public void Reads_an_unpaired_surrogate_as_the_replacement_character()
    {
        CharacterTokenizer tokenizer = CharacterTokenizer.Learn(["a\uDC00".AsMemory()]);
        Assert.That(tokenizer.Characters, Is.EqualTo([new Rune('a'), Rune.ReplacementChar]));
        Assert.That(tokenizer.Decode(tokenizer.Encode("\uD800a")), Is.EqualTo("\uFFFDa"));
    }

    [Test]
    public void Finds_tokens_by_spelling_and_id()
    {
        CharacterTokenizer tokenizer = CharacterTokenizer.Create("a𝔘".EnumerateRunes(), new() { EndOfText = "<end>" });
        Assert.That(new[] { "a", "𝔘", "<end>", "b", "aa", "" }.Select(tokenizer.TokenToId),
            Is.EqualTo(new int?[] { 0, 1, 2, null, null, null }));
        Assert.That(new[] { 0, 1, 2, 3, -1 }.Select(tokenizer.IdToToken), Is.EqualTo(["a", "𝔘", "<end>", null, null]));
    }

    [Test]
    public void Refuses_texts_without_a_character()
    {
        Assert.That(() => CharacterTokenizer.Learn([]), Throws.TypeOf<TokenizationException>().With.Message.Contains("The 0 texts"));
        Assert.That(() => CharacterTokenizer.Learn([default, default]),
            Throws.TypeOf<TokenizationException>().With.Message.Contains("The 2 texts"));
    }

    [Test]
    public void Refuses_a_vocabulary_that_cannot_be()
    {
        Assert.That(() => CharacterTokenizer.Create([]), Throws.ArgumentException.With.Message.Contains("no characters"));
        Assert.That(() => CharacterTokenizer.Create("aba".EnumerateRunes()),
            Throws.ArgumentException.With.Message.Contains("'a' (U+0061)"));
        Assert.That(() => CharacterTokenizer.Create("𝔘𝔘".EnumerateRunes()), Throws.ArgumentException.With.Message.Contains("'𝔘'"));
        Assert.That(() => CharacterTokenizer.Create("a".EnumerateRunes(), new() { UnknownToken = "x", EndOfText = "x" }),
            Throws.TypeOf<OptionsException>().With.Message.Contains("'x'"));
        Assert.That(() => CharacterTokenizer.Create("a".EnumerateRunes(), new() { EndOfText = "" }), Throws.TypeOf<OptionsException>());
    }

    [Test]
    public void Stops_learning_on_request()
    {
        using var source = new CancellationTokenSource();
        IEnumerable<ReadOnlyMemory<char>> Endless()
        {
            for (int row = 0; ; row++)
            {
                if (row == 5000)
                    source.Cancel();
                yield return "text".AsMemory();
            }
        }
        Assert.That(() => CharacterTokenizer.Learn(Endless(), null, source.Token), Throws.InstanceOf<OperationCanceledException>());
    }
}
