using Pipelines.Testing;

namespace Pipelines.Retrieval.Tests;

/// <summary>What every stage promises.</summary>
public class CleanTextConformanceTests : StageConformanceTests<CleanTextEstimator, CleanTextTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["Text"];

    protected override IReadOnlyList<Func<CleanTextEstimator>> InvalidStages =>
    [
        () => Context.Transforms.CleanText(o => o.InputColumn = ""),
        () => Context.Transforms.CleanText(o => o.OutputColumn = null!),
    ];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddRetrieval());

    protected override CleanTextEstimator CreateStage() =>
        Context.Transforms.CleanText(o => (o.OutputColumn, o.RemoveMarkup) = ("Clean", true));

    protected override TestView CreateData() => new TestView().Add("Text", "<p>a", " b ", "c\u0000", "", "d &amp; e");
}

internal sealed class TextCleanerTests
{
    [TestCase("  a \t b\r\nc  ", "a b c")]
    [TestCase("a\r\n \r\n\n b", "a\n\nb")]
    [TestCase("a\u0000b\u200Bc\u00ADd\uFEFF", "abcd")]
    [TestCase("b 😀 👩\u200D🔬", "b 😀 👩\u200D🔬")]
    [TestCase("1 < 2 <b>x</b>", "1 < 2 <b>x</b>")]
    public void What_no_reader_sees_goes(string text, string clean) => Assert.That(TextCleaner.Clean(text), Is.EqualTo(clean));

    [TestCase("<p>a <b>bold</b>&nbsp;x</p><p>b &lt; c</p><!-- no --><script>if (a<b) {}</script>", "a bold x\n\nb < c")]
    [TestCase("1 < 2 and 3 > 2", "1 < 2 and 3 > 2")]
    [TestCase("a<br/>b<style>p { }", "a\n\nb")]
    public void Markup_goes_by_option(string text, string clean) =>
        Assert.That(TextCleaner.Clean(text, removeMarkup: true), Is.EqualTo(clean));

    // Not as a case: attributes cannot hold half a pair.
    [Test]
    public void Halves_of_surrogate_pairs_go() => Assert.That(TextCleaner.Clean("a\uD800b\uDC00"), Is.EqualTo("ab"));

    [Test]
    public void White_space_stays_by_option() =>
        Assert.That(TextCleaner.Clean(" a  b\n", collapseWhiteSpace: false), Is.EqualTo(" a  b\n"));
}
