namespace Pipelines.Retrieval.Tests;

internal sealed class SentenceSplitterTests
{
    [TestCase("One. Two! Three? Four", "One.|Two!|Three?|Four")]
    [TestCase("Dr. Smith met J. R. Jones at 3.14 p.m. yesterday. He left.", "Dr. Smith met J. R. Jones at 3.14 p.m. yesterday.|He left.")]
    [TestCase("He said \"Go away.\" Then he left (alone.) And so on...", "He said \"Go away.\"|Then he left (alone.)|And so on...")]
    [TestCase("What?! Really... yes, e.g. this. End", "What?!|Really... yes, e.g. this.|End")]
    [TestCase("A heading\n\nA line\nthat goes on. Done.", "A heading|A line\nthat goes on.|Done.")]
    [TestCase("これは文です。次の文！終わり", "これは文です。|次の文！|終わり")]
    [TestCase("  \n\n \n", "")]
    public void Sentences_are_found(string text, string expected) =>
        Assert.That(
            string.Join('|', SentenceSplitter.Split(text).Select(span => text.Substring(span.Start, span.Length))), Is.EqualTo(expected));

    [Test]
    public void Paragraphs_are_found()
    {
        const string Text = "\n one\ntwo \n \t\n\n three\r\n\r\nfour";
        Assert.That(
            ParagraphSplitter.Split(Text).Select(span => Text.Substring(span.Start, span.Length)),
            Is.EqualTo(new[] { "one\ntwo", "three", "four" }));
    }
}
