using System.Text.RegularExpressions;
using Shakespeare.Play;

namespace Pipelines.Samples.Tests.Shakespeare;

public partial class PlayWriterTests
{
    [Test]
    public void TheSameSeedWritesTheSamePlay()
    {
        var first = new PlayWriter(3).Write(20_000);
        Assert.That(new PlayWriter(3).Write(20_000), Is.EqualTo(first));
    }

    [Test]
    public void AnotherSeedWritesAnotherPlay() =>
        Assert.That(new PlayWriter(4).Write(20_000), Is.Not.EqualTo(new PlayWriter(3).Write(20_000)));

    [Test]
    public void WritesWhatWasAskedForAndNotMuchMore()
    {
        foreach (var length in (int[])[1, 1_000, 100_000])
            Assert.That(new PlayWriter(1).Write(length), Has.Length.InRange(length, length + 6_000));
    }

    [Test]
    public void EveryParagraphIsASpeechAHeadingOrADirection()
    {
        var paragraphs = new PlayWriter(1).Write(100_000).TrimEnd().Split("\n\n");
        Assert.That(paragraphs, Has.All.Matches<string>(p => Speech().IsMatch(p!) || Heading().IsMatch(p!)));
        Assert.That(paragraphs.Count(Speech().IsMatch), Is.GreaterThan(500));
    }

    [Test]
    public void LinesRarelyRepeat()
    {
        var lines = new PlayWriter(1).Write(300_000).Split('\n').Where(l => l.Length > 30).ToArray();
        Assert.That(lines.Distinct().Count(), Is.GreaterThan(lines.Length * 0.95), "or there would be nothing to generalise from");
    }

    [GeneratedRegex(@"^[A-Z ]+:(\n[A-Za-z][^\n]{10,70}[.,;:!?])+(?<=[.!?])$")]
    private static partial Regex Speech();

    [GeneratedRegex(@"^(ACT [IV]+|SCENE [IV]+\. [^\n]+\.|\[[A-Z][^\n\]]+\])$")]
    private static partial Regex Heading();
}
