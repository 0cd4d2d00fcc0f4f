using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Retrieval.Tests;

/// <summary>What every stage promises.</summary>
public class BuildContextConformanceTests : StageConformanceTests<BuildContextEstimator, BuildContextTransformer>
{
    internal static readonly Tokenizer Tokenizer =
        CharacterTokenizer.Create("abcdefghijklmnopqrstuvwxyzABC .[]0123456789\n".EnumerateRunes());

    protected override IReadOnlyList<string> InputColumns => ["Passages"];

    protected override IReadOnlyList<Func<BuildContextEstimator>> InvalidStages =>
    [
        () => Context.Transforms.BuildContext(Tokenizer, o => o.MaximumTokens = -1),
        () => Context.Transforms.BuildContext(o => o.Separator = null!),
        () => Context.Transforms.BuildContext(o => o.InputColumn = ""),
    ];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddRetrieval());

    protected override BuildContextEstimator CreateStage() => Context.Transforms.BuildContext(Tokenizer, o => o.MaximumTokens = 20);

    protected override TestView CreateData() => new TestView().Add(
        "Passages", Texts("one", "two"), Texts("three"), Texts(), Texts("a long passage that does not fit", "x"), Texts("a", "A", "b"));

    private static ReadOnlyMemory<char>[] Texts(params string[] texts) => [.. texts.Select(text => text.AsMemory())];
}

internal sealed class ContextBuilderTests
{
    [Test]
    public void Passages_are_numbered_in_order()
    {
        var context = new ContextBuilder(new BuildContextOptions()).Build([" The sun. ", "The moon."]);
        Assert.That(context.Text, Is.EqualTo("[1] The sun.\n[2] The moon."));
        Assert.That(context.Sources, Is.EqualTo(new[] { 0, 1 }));
        Assert.That(
            new ContextBuilder(new BuildContextOptions { NumberSources = false, Separator = " | " }).Build(["a", "b"]).Text,
            Is.EqualTo("a | b"));
    }

    [Test]
    public void What_was_said_does_not_come_again()
    {
        var context = new ContextBuilder(new BuildContextOptions()).Build(
            ["The sun is a star.", "the  SUN is\na star.", "sun is", "un is", " ", "A star."]);
        Assert.That(context.Sources, Is.EqualTo(new[] { 0, 3 }), "whole words only; the last is said at the end of the first");
    }

    [Test]
    public void The_budget_holds_for_the_whole_text()
    {
        var options = new BuildContextOptions { MaximumTokens = 14 };
        var context = new ContextBuilder(options, BuildContextConformanceTests.Tokenizer).Build(["aaaa", "bbbbbbbbbbbb", "cc", "d"]);
        Assert.That(context.Text, Is.EqualTo("[1] aaaa\n[2] d"));
        options.MaximumTokens = 15;
        context = new ContextBuilder(options, BuildContextConformanceTests.Tokenizer).Build(["aaaa", "bbbbbbbbbbbb", "cc", "d"]);
        Assert.That(context.Text, Is.EqualTo("[1] aaaa\n[2] cc"));
        Assert.That(context.Sources, Is.EqualTo(new[] { 0, 2 }));
        Assert.That(() => new ContextBuilder(options), Throws.TypeOf<RetrievalException>().With.Message.Contains("no tokenizer"));
    }
}
