using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tokenizers.Tests;

public class Gpt2WordsTests
{
    private static readonly Regex Pattern =
        new(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant);

    [TestCase("Hello world", "Hello| world")]
    [TestCase("we've  said it's", "we|'ve| | said| it|'s")]
    [TestCase("'sample 's 'S", "'s|ample| '|s| '|S")]
    [TestCase("'r 're 'rx", "'|r| '|re| '|rx")]
    [TestCase("I'll'll'l", "I|'ll|'ll|'|l")]
    [TestCase("3.14 1,000", "3|.|14| 1|,|000")]
    [TestCase("a1b2", "a|1|b|2")]
    [TestCase("x \n\n  y", "x| \n\n | y")]
    [TestCase("x\n\ny", "x|\n|\n|y")]
    [TestCase("x\ty", "x|\t|y")]
    [TestCase("end  ", "end|  ")]
    [TestCase("a\u3000\u3000b", "a|\u3000|\u3000|b")]
    [TestCase("½²Ⅷ٣", "½²Ⅷ٣")]
    [TestCase("don't", "don|'t")]
    [TestCase(" '", " '")]
    [TestCase("'", "'")]
    [TestCase("'l", "'|l")]
    public void Cuts_as_the_pattern_does(string text, string words)
    {
        Assert.That(Split(text), Is.EqualTo(words.Split('|')));
        Assert.That(Matches(text), Is.EqualTo(words.Split('|')), "the example is right");
    }

    // .NET's classes look at code units and take an astral letter or number for something else; Rust's and Python's do not.
    [TestCase("a𝔘b c", "a𝔘b| c")]
    [TestCase(" 𝔘𝔫 𝟘𝟙!", " 𝔘𝔫| 𝟘𝟙|!")]
    [TestCase("𐍈1", "𐍈|1")]
    [TestCase("x𐅀y", "x|𐅀|y")]
    [TestCase("x𠀀中", "x𠀀中")]
    [TestCase("a😁b", "a|😁|b")]
    [TestCase("😁!? 😁", "😁!?| 😁")]
    [TestCase("  😁", " | 😁")]
    public void Takes_astral_characters_for_what_they_are(string text, string words) =>
        Assert.That(Split(text), Is.EqualTo(words.Split('|')));

    [Test]
    public void Equals_the_pattern_for_every_character_of_the_basic_plane()
    {
        List<string> different = [];
        for (int value = 0; value <= char.MaxValue; value++)
        {
            string text = char.IsSurrogate((char)value) ? "a\uFFFDb" : $"a{(char)value}{(char)value} {(char)value}1'{(char)value}";
            if (!Split(text).SequenceEqual(Matches(text)))
                different.Add($"U+{value:X4}: {string.Join('|', Split(text))} instead of {string.Join('|', Matches(text))}");
        }
        Assert.That(different, Is.Empty);
    }

    [Test]
    public void Equals_the_pattern_for_any_text_of_the_basic_plane()
    {
        Arbitrary<string> texts =
            Texts.WellFormed.Convert(text => string.Concat(text.EnumerateRunes().Where(rune => rune.IsBmp)), text => text);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(texts, text => Split(text).SequenceEqual(Matches(text))));
    }

    [Test]
    public void Equals_the_pattern_over_scalar_values_for_any_text()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Texts.Any, text => Split(text).SequenceEqual(ScalarMatches(text))));
    }

    // Texts larger than the splitter's buffer, with words over every edge.
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Cuts_the_same_across_the_edges_of_its_buffer(int seed)
    {
        var random = new Random(seed);
        string[] pieces =
            ["'ll", "'", "l", " ", "  ", "\n", "\u3000", "word", "é", "中", "😁", "𝔘", "1", "!", "\uD800", new string('x', 900)];
        var text = new StringBuilder();
        while (text.Length < 40_000)
            text.Append(pieces[random.Next(pieces.Length)]);
        Assert.That(Split(text.ToString()), Is.EqualTo(ScalarMatches(text.ToString())));
    }

    [TestCase('x')]
    [TestCase(' ')]
    [TestCase('!')]
    [TestCase('中')]
    public void Takes_a_word_longer_than_its_buffer(char character)
    {
        string text = "a " + new string(character, 300_000) + "\n";
        Assert.That(Split(text), Is.EqualTo(Matches(text)));
    }

    private static List<string> Split(string text)
    {
        var sink = new Sink([]);
        new WordSplitter().Split(text, ref sink);
        return sink.Words;
    }

    private static IEnumerable<string> Matches(string text) => Pattern.Matches(text).Select(match => match.Value);

    /// <summary>The pattern over a text in which astral letters and numbers are replaced by basic ones of the same class.</summary>
    private static List<string> ScalarMatches(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        string plain =
            string.Concat(runes.Select(rune => rune.IsBmp ? (char)rune.Value : Rune.IsLetter(rune) ? 'L' : Rune.IsNumber(rune) ? '7' : '\uFFFD'));
        // A replaced character must not become part of a contraction: 'L and '7 are none.
        return [.. Pattern.Matches(plain).Select(match => string.Concat(runes[match.Index..(match.Index + match.Length)]))];
    }

    private readonly struct Sink(List<string> words) : IWordSink
    {
        public List<string> Words => words;

        public void Take(ref byte word, int length) =>
            words.Add(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpan(ref word, length)));
    }
}
