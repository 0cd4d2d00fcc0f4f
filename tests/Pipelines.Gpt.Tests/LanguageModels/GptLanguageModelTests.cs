using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>A decoder as evaluations ask it.</summary>
public class GptLanguageModelTests
{
    private const string Shared = "a story of a fox and a crow. the crow has a cheese and the fox wants it. ";

    private static readonly Tokenizer Letters = CharacterTokenizer.Learn(["abcdefghijklmnopqrstuvwxyz .".AsMemory()]);
    private static readonly string[] Questions = [.. Enumerable.Range(0, 19).Select(i => $"{"what does it say "[..(3 + i % 12)]}{(char)('a' + i)}")];

    [TestCase(false)]
    [TestCase(true)]
    public void ScoresAndGreedyAnswersAreTheSameAtEveryBatchSize(bool llama)
    {
        using var backend = new CpuBackend();
        using var model = Create(backend, llama);
        List<(IReadOnlyList<SequenceLikelihood>[] Scores, GeneratedText[] Texts)> results = [];
        foreach (var batchSize in new[] { 1, 4, 18 })
        {
            using var language = new CausalLanguageModel(model, Letters, "weights", new LanguageModelOptions { BatchSize = batchSize });
            List<IReadOnlyList<SequenceLikelihood>> scores = [];
            List<GeneratedText> texts = [];
            foreach (var batch in Questions.Chunk(batchSize))
            {
                scores.AddRange(language.Score(
                    [.. batch.Select(q => new ContinuationRequest(Shared + q, [" yes", " no", " a cheese"], Shared.Length))]));
                texts.AddRange(language.Generate([.. batch.Select(q => new TextPrompt(Shared + q, Shared.Length))], new(20, ["."])));
            }

            results.Add(([.. scores], [.. texts]));
        }

        foreach (var (scores, texts) in results.Skip(1))
        {
            Assert.That(scores.SelectMany(s => s), Is.EqualTo(results[0].Scores.SelectMany(s => s)), "to the last bit");
            Assert.That(texts, Is.EqualTo(results[0].Texts));
        }
    }

    [Test]
    public void ASharedBeginningChangesNoMoreThanRounding()
    {
        using var backend = new CpuBackend();
        using var model = Create(backend, llama: true);
        using var language = new CausalLanguageModel(model, Letters, "weights");
        string[] options = [" yes", " no"];
        var plain = language.Score([.. Questions.Select(q => new ContinuationRequest(Shared + q, options))]);
        var shared = language.Score([.. Questions.Select(q => new ContinuationRequest(Shared + q, options, Shared.Length))]);
        Assert.That(
            shared.SelectMany(s => s).Select(s => s.LogLikelihood),
            Is.EqualTo(plain.SelectMany(s => s).Select(s => s.LogLikelihood)).Within(1e-4));
    }

    [Test]
    public void AnyChangeOfAWeightChangesTheFingerprint()
    {
        using var backend = new CpuBackend();
        using var model = Create(backend, llama: false);
        var before = ModuleFingerprint.Compute(model);
        Assert.That(ModuleFingerprint.Compute(model), Is.EqualTo(before));
        model.Parameters().First().Value.AsSpan<float>()[0] += 1e-3f;
        Assert.That(ModuleFingerprint.Compute(model), Is.Not.EqualTo(before));
    }

    private static GptModel Create(ITensorBackend backend, bool llama)
    {
        var config = (llama ? GptConfig.NanoLlama : GptConfig.Nano) with
        {
            VocabularySize = Letters.VocabularySize,
            BlockSize = 160,
            LayerCount = 2,
            HeadCount = 4,
            EmbeddingSize = 32,
            InitializerRange = 0.2f,
        };
        return new GptModel(backend, config, new RandomGenerator(5));
    }
}
