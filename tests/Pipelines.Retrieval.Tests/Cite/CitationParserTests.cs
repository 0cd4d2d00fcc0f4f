namespace Pipelines.Retrieval.Tests;

internal sealed class CitationParserTests
{
    [TestCase("Iron is a metal [1].", "1")]
    [TestCase("[1][2] and [ 3 ]", "1 2 3")]
    [TestCase("Both [1, 3] say so [2;4].", "1 3 2 4")]
    [TestCase("All of them [2-4], [6–7].", "2 3 4 6 7")]
    [TestCase("Mixed [1, 3-5]", "1 3 4 5")]
    [TestCase("太阳是恒星【2】【1、3】。", "2 1 3")]
    [TestCase("Zero [0] and leading [007]", "0 7")]
    [TestCase("[[2]]", "2")]
    public void Numbers_are_read(string text, string expected) =>
        Assert.That(string.Join(' ', CitationParser.Parse(text).Select(citation => citation.Number)), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("none at all")]
    [TestCase("[]")]
    [TestCase("[a] [1a] [1.5] [-1] [1,] [,1] [1 2] [1-] [^1]")]
    [TestCase("[4-2] backwards, and [1-1000] too far")]
    [TestCase("[12345678901234567890] and [9999999999]")]
    [TestCase("open [1, 2")]
    [TestCase("wrong pair [1】")]
    [TestCase("[")]
    public void Other_brackets_are_text(string text)
    {
        Assert.That(CitationParser.Parse(text), Is.Empty);
        Assert.That(CitationParser.Remove(text, []), Is.EqualTo(text));
    }

    [Test]
    public void Spans_are_those_of_the_brackets()
    {
        const string Text = "Iron [1, 3] rusts [2].";
        var citations = CitationParser.Parse(Text);
        Assert.That(
            citations.Select(citation => Text.Substring(citation.Start, citation.Length)), Is.EqualTo(new[] { "[1, 3]", "[1, 3]", "[2]" }));
        Assert.That(CitationParser.Remove(Text, citations), Is.EqualTo("Iron rusts."));
        Assert.That(CitationParser.Remove("[1] Begin", CitationParser.Parse("[1] Begin")), Is.EqualTo("Begin"));
    }

    [Test]
    public void Any_text_is_read_without_error()
    {
        var random = new Random(3);
        const string Alphabet = "[[]]]【】0123,;-–  a";
        for (var round = 0; round < 2000; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            var citations = CitationParser.Parse(text);
            foreach (var citation in citations)
                Assert.That(text.AsSpan(citation.Start, citation.Length)[^1], Is.EqualTo(']').Or.EqualTo('】'), text);
            Assert.That(CitationParser.Remove(text, citations), Has.Length.LessThanOrEqualTo(text.Length));
        }
    }

    [Test]
    public void An_answer_knows_its_passages_and_what_is_made_up()
    {
        var answer = CitedAnswer.Read("Iron rusts [2]. Gold does not [1, 2][4]. Never [9, 4].", [5, 0, 3]);
        Assert.That(answer.Text, Is.EqualTo("Iron rusts. Gold does not. Never."));
        Assert.That(answer.Passages, Is.EqualTo(new[] { 0, 5 }));
        Assert.That(answer.Unknown, Is.EqualTo(new[] { 4, 9 }));
        Assert.That(CitedAnswer.Read(" A [1] ", [0], keepMarkers: true).Text, Is.EqualTo("A [1]"));
    }
}
