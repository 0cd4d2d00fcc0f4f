using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tokenizers.Tests;

/// <summary>Patterns of tokenizer files, beside .NET's own where both mean the same.</summary>
public class PatternTests
{
    [TestCase(@"\p{L}+", "a𝔘b1", "a𝔘b")]
    [TestCase(@"[^\s\p{L}\p{N}]+", "a 😁! b", "😁!")]
    [TestCase(@"(?i:'ll|'s)", "x'LL", "'LL")]
    [TestCase(@"(?i)k", "\u212A", "\u212A")]
    [TestCase(@"[\p{L}&&[^a-c]]+", "abcdef", "def")]
    [TestCase(@"\p{Han}+", "ab漢字か", "漢字")]
    [TestCase(@"[[:alpha:]]+|[[:punct:]]", "12ab", "ab")]
    [TestCase(@"(?<=a)b(?!c)", "bcabcab", "b")]
    [TestCase(@"\x{1F601}|\u0041", "zA", "A")]
    [TestCase(@"a{2,3}?", "aaaa", "aa")]
    [TestCase(@"(?>a+)ab|c", "aaabc", "c")]
    [TestCase(@"x*+x|y", "xxxy", "y")]
    [TestCase(@"(?#note)b\z", "ab", "b")]
    public void Finds_what_Oniguruma_finds(string pattern, string text, string expected)
    {
        var compiled = new Pattern(pattern);
        Assert.That(compiled.Find(compiled.Rent(), text, 0, out int start, out int end));
        Assert.That(text[start..end], Is.EqualTo(expected));
    }

    [TestCase("(", "closed")]
    [TestCase("a)", "')'")]
    [TestCase("[a", "closed")]
    [TestCase("*a", "nothing to repeat")]
    [TestCase(@"(a)\1", "not supported")]
    [TestCase(@"\p{Klingon}", "not known")]
    [TestCase("(?x)a", "not supported")]
    [TestCase("a{2000}", "limited")]
    [TestCase("(?<=a+)b", "varying length")]
    [TestCase("[z-a]", "backwards")]
    [TestCase(@"\", "backslash")]
    public void Refuses_what_it_does_not_know(string pattern, string complaint) =>
        Assert.That(Assert.Throws<PatternException>(() => new Pattern(pattern))!.Message, Does.Contain(complaint));

    [Test]
    public void Endless_ways_are_an_error()
    {
        var pattern = new Pattern("(?:a|a)*b");
        Assert.Throws<TokenizationException>(() => pattern.Find(pattern.Rent(), new string('a', 60), 0, out _, out _));
    }

    [Test]
    public void Long_texts_need_no_deep_stack()
    {
        var pattern = new Pattern("(?:ab)*c");
        string text = string.Concat(Enumerable.Repeat("ab", 500_000)) + "c";
        Assert.That(pattern.Find(pattern.Rent(), text, 0, out _, out int end));
        Assert.That(end, Is.EqualTo(text.Length));
    }

    [Test]
    public void Agrees_with_dotnet_on_plain_patterns()
    {
        Gen<string> atom = Gen.Elements("a", "b", "[ab]", "[^a]", "(?:ab|b)", ".", "(?=b)", @"\w", "c?", "a*", "b+?", "(?:a|bc){1,2}");
        Gen<string> pattern = from atoms in Gen.ArrayOf(atom) where atoms.Length > 0 select string.Concat(atoms.Take(6));
        Gen<string> text = from letters in Gen.ArrayOf(Gen.Elements('a', 'b', 'c', ' ')) select new string([.. letters.Take(12)]);
        Prop.ForAll(pattern.ToArbitrary(), text.ToArbitrary(), (p, t) =>
        {
            var ours = new Pattern(p);
            System.Text.RegularExpressions.Match theirs = System.Text.RegularExpressions.Regex.Match(t, p);
            bool found = ours.Find(ours.Rent(), t, 0, out int start, out int end);
            return found == theirs.Success && (!found || (start == theirs.Index && end == theirs.Index + theirs.Length));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
