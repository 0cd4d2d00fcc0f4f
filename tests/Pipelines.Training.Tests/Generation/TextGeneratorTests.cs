using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Training.Tests;

public class TextGeneratorTests
{
    private static readonly Tokenizer Letters = CharacterTokenizer.Learn(["abcdefghijklmnopqrstuvwxyz .".AsMemory()]);

    [Test]
    public void GreedyFollowsTheModel() =>
        Assert.That(Generator().Generate("ab", new GenerationOptions { Temperature = 0, MaximumNewTokens = 5 }), Is.EqualTo("cdefg"));

    [Test]
    public void ABatchGivesWhatEachGivesAlone()
    {
        var options = new GenerationOptions { Temperature = 0, MaximumNewTokens = 6 };
        string[] prompts = ["a", "xyz", "hello m"];
        var together = Generator().GenerateBatch(prompts, options);
        Assert.That(together, Is.EqualTo(prompts.Select(p => Generator().Generate(p, options))));
    }

    [Test]
    public void GoesOnBeyondTheContext()
    {
        var model = Successor(blockSize: 8);
        var text = new TextGenerator(model, Letters).Generate("a", new GenerationOptions { Temperature = 0, MaximumNewTokens = 24 });
        Assert.That(text, Is.EqualTo("bcdefghijklmnopqrstuvwxy"));
        Assert.That(model.LongestSequence, Is.LessThanOrEqualTo(8));
    }

    [Test]
    public void StopStringsEndTheText()
    {
        var options = new GenerationOptions { Temperature = 0, MaximumNewTokens = 20, StopStrings = ["fg"] };
        Assert.That(Generator().GenerateBatch(["a", "q"], options), Is.EqualTo(new[] { "bcde", "rstuvwxyz .abcde" }));
        Assert.That(Generator().Generate("a", options), Is.EqualTo("bcde"));
    }

    [Test]
    public async Task StreamingGivesTheSameText()
    {
        var options = new GenerationOptions { MaximumNewTokens = 30, Seed = 3, Temperature = 2f };
        var streamed = new StringBuilder();
        await foreach (var piece in Generator().StreamAsync("b", options))
            streamed.Append(piece);
        Assert.That(streamed.ToString(), Is.EqualTo(Generator().Generate("b", options)));
    }

    [Test]
    public async Task OfBeamsTheWholeTextStreamsAtTheEnd()
    {
        var options = new GenerationOptions { BeamCount = 3, MaximumNewTokens = 12, StopStrings = ["hi"] };
        var pieces = new List<string>();
        await foreach (var piece in Generator().StreamAsync("a", options))
            pieces.Add(piece);
        Assert.That(pieces, Is.EqualTo(new[] { "bcdefg" }));
        Assert.That(Generator().Generate("a", options), Is.EqualTo("bcdefg"));
    }

    [Test]
    public void EveryStrategyStopsAtStrings()
    {
        foreach (var options in new GenerationOptions[]
        {
            new(), new() { BeamCount = 2 }, new() { PromptLookupTokens = 3 }, new() { ContrastivePenalty = 0.01f, TopK = 2 },
        })
        {
            options.MaximumNewTokens = 15;
            options.StopStrings = ["ghi", "zz"];
            Assert.That(Generator().Generate("abcdefg abc", options), Is.EqualTo("def"));
        }
    }

    [Test]
    public void OneSeedGivesOneTextAndStreamsDiffer()
    {
        var options = new GenerationOptions { Sample = true, Temperature = 3f, Seed = 4, MaximumNewTokens = 40 };
        var first = Generator().Generate("b", options);
        Assert.That(Generator().Generate("b", options), Is.EqualTo(first));
        Assert.That(Generator().Generate("b", options, stream: 1), Is.Not.EqualTo(first));
        Assert.That(Generator().GenerateBatch(["b", "b"], options), Is.EqualTo(new[] { first, Generator().Generate("b", options, stream: 1) }));
        options.SequenceCount = 3;
        var several = Generator().GenerateBatch(["b"], options);
        Assert.That(several, Has.Count.EqualTo(3));
        Assert.That(several[0], Is.EqualTo(first));
        Assert.That(several.Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void StreamingStopsWhenCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        Assert.That(
            async () =>
            {
                await foreach (var piece in Generator().StreamAsync("b", new GenerationOptions { MaximumNewTokens = 1000 }, cancellation.Token))
                    await cancellation.CancelAsync();
            },
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void AnEmptyPromptNeedsATokenToStartFrom() =>
        Assert.That(() => Generator().Generate(""), Throws.TypeOf<PipelineException>().With.Message.Contains("empty"));

    private static TextGenerator Generator() => new(Successor(blockSize: 64), Letters);

    // The next id is most likely the successor of the last.
    private static FakeModel Successor(int blockSize) => new(
        Letters.VocabularySize, blockSize, (tokens, id) => id == (tokens[^1] + 1) % Letters.VocabularySize ? 4f : 0f);
}
