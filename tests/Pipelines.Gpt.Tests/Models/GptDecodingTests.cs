using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

public class GptDecodingTests
{
    private static readonly GptConfig[] Configs =
    [
        new() { VocabularySize = 31, BlockSize = 16, LayerCount = 2, HeadCount = 4, EmbeddingSize = 32 },
        new()
        {
            VocabularySize = 31, BlockSize = 16, LayerCount = 2, HeadCount = 4, KeyValueHeadCount = 2, EmbeddingSize = 32, FeedForwardSize = 48,
            Norm = NormKind.RmsNorm, Positions = PositionKind.Rotary, FeedForward = FeedForwardKind.SwiGlu, Bias = false, TieEmbeddings = false,
        },
    ];

    [TestCaseSource(nameof(Configs))]
    public void CachedDecodingGivesTheLogitsOfAWholeForward(GptConfig config)
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, config with { InitializerRange = 0.3f }, new RandomGenerator(1));
        int[] tokens = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
        int[] other = [7, 7, 30];
        var whole = WholeForward(model, tokens);
        var wholeOther = WholeForward(model, other);
        using var session = model.StartDecoding(2);
        var logits = new float[model.VocabularySize];
        session.Append(0, tokens.AsSpan(0, 4), logits);
        Assert.That(logits, Is.EqualTo(Row(whole, 3, model)).Within(1e-4f));
        session.Append(1, other.AsSpan(0, 1), logits);
        Assert.That(logits, Is.EqualTo(Row(wholeOther, 0, model)).Within(1e-4f));
        session.Append(0, tokens.AsSpan(4, 3), logits);
        Assert.That(logits, Is.EqualTo(Row(whole, 6, model)).Within(1e-4f));
        var both = new float[2 * model.VocabularySize];
        session.AppendEach([0, 1], [tokens[7], other[1]], both);
        Assert.That(both[..model.VocabularySize], Is.EqualTo(Row(whole, 7, model)).Within(1e-4f));
        Assert.That(both[model.VocabularySize..], Is.EqualTo(Row(wholeOther, 1, model)).Within(1e-4f));
        session.AppendEach([1, 0], [other[2], tokens[8]], both);
        Assert.That(both[..model.VocabularySize], Is.EqualTo(Row(wholeOther, 2, model)).Within(1e-4f));
        Assert.That(both[model.VocabularySize..], Is.EqualTo(Row(whole, 8, model)).Within(1e-4f));
    }

    [Test]
    public void SessionsReturnTheirMemory()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, Configs[1], new RandomGenerator(1));
        var before = backend.Memory.BytesInUse;
        using (var session = model.StartDecoding(3))
            session.Append(2, [1, 2, 3], new float[model.VocabularySize]);
        Assert.That(backend.Memory.BytesInUse, Is.EqualTo(before));
    }

    [Test]
    public void AFullSequenceSaysSo()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, Configs[0], new RandomGenerator(1));
        using var session = model.StartDecoding(1);
        session.Append(0, new int[16], new float[model.VocabularySize]);
        Assert.That(() => session.Append(0, [1], new float[model.VocabularySize]), Throws.InvalidOperationException.With.Message.Contains("16 of 16"));
    }

    private static float[] WholeForward(GptModel model, int[] tokens)
    {
        using var scope = new TensorScope();
        var batch = new TokenBatch();
        batch.Reset(1, tokens.Length);
        batch.SetRow(0, tokens, tokens);
        return model.Logits(batch).ToArray<float>();
    }

    private static float[] Row(float[] logits, int row, GptModel model) => logits[(row * model.VocabularySize)..((row + 1) * model.VocabularySize)];
}
