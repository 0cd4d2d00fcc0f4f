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
        var together = Generator().Generate(prompts, options);
        Assert.That(together, Is.EqualTo(prompts.Select(p => Generator().Generate(p, options))));
    }

    [Test]
    public void GoesOnBeyondTheContext()
    {
        var model = new SuccessorModel(Letters, blockSize: 8);
        var text = new TextGenerator(model, Letters).Generate("a", new GenerationOptions { Temperature = 0, MaximumNewTokens = 24 });
        Assert.That(text, Is.EqualTo("bcdefghijklmnopqrstuvwxy"));
        Assert.That(model.LongestSequence, Is.LessThanOrEqualTo(8));
    }

    [Test]
    public void StopStringsEndTheText()
    {
        var options = new GenerationOptions { Temperature = 0, MaximumNewTokens = 20, StopStrings = ["fg"] };
        Assert.That(Generator().Generate(["a", "q"], options), Is.EqualTo(new[] { "bcde", "rstuvwxyz .abcde" }));
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

    private static TextGenerator Generator() => new(new SuccessorModel(Letters, blockSize: 64), Letters);

    /// <summary>A model to which the next id is most likely the successor of the last.</summary>
    private sealed class SuccessorModel(Tokenizer tokenizer, int blockSize) : ICausalModel
    {
        public int VocabularySize => tokenizer.VocabularySize;

        public int BlockSize => blockSize;

        public int LongestSequence { get; private set; }

        public IDecodingSession StartDecoding(int sequenceCount) => new Session(this, sequenceCount);

        private sealed class Session(SuccessorModel model, int sequenceCount) : IDecodingSession
        {
            private readonly int[] _lengths = new int[sequenceCount];

            public int SequenceCount => sequenceCount;

            public int Capacity => model.BlockSize;

            public int GetLength(int sequence) => _lengths[sequence];

            public int VocabularySize => model.VocabularySize;

            public int HiddenSize => 1;

            public void Truncate(int sequence, int length) => _lengths[sequence] = length;

            public void Arrange(ReadOnlySpan<int> sources)
            {
            }

            public void Append(int sequence, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default)
            {
                _lengths[sequence] += tokens.Length;
                model.LongestSequence = Math.Max(model.LongestSequence, _lengths[sequence]);
                logits.Clear();
                logits[(tokens[^1] + 1) % model.VocabularySize] = 4f;
            }

            public void AppendEach(ReadOnlySpan<int> sequences, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default)
            {
                for (var i = 0; i < sequences.Length; i++)
                    Append(sequences[i], tokens.Slice(i, 1), logits.Slice(i * model.VocabularySize, model.VocabularySize));
            }

            public void Dispose()
            {
            }
        }
    }
}
