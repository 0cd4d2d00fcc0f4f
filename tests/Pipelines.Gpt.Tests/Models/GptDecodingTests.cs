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
            VocabularySize = 31, BlockSize = 16, LayerCount = 2, HeadCount = 4, KeyValueHeadCount = 2, EmbeddingSize = 32,
                FeedForwardSize = 48,
            Norm = NormKind.RmsNorm, Positions = PositionKind.Rotary, FeedForward = FeedForwardKind.Gated, Activation = Activation.Silu,
                Bias = false, TieEmbeddings = false,
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

    [TestCaseSource(nameof(Configs))]
    public void ArrangedAndShortenedSequencesGoOnFromWhatTheyHold(GptConfig config)
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, config with { InitializerRange = 0.3f }, new RandomGenerator(1));
        int[] tokens = [3, 1, 4, 1, 5, 9, 2];
        int[] other = [3, 1, 7, 7, 30, 2];
        using var session = model.StartDecoding(3);
        session.Append(0, tokens.AsSpan(0, 5), []);
        session.Append(2, other.AsSpan(0, 3), []);
        session.Arrange([2, 0, 0]);
        Assert.That(Enumerable.Range(0, 3).Select(session.GetLength), Is.EqualTo(new[] { 3, 5, 5 }));
        session.Truncate(2, 4);
        var logits = new float[3 * model.VocabularySize];
        session.AppendEach([0, 1, 2], [other[3], tokens[5], tokens[4]], logits);
        Assert.That(logits[..31], Is.EqualTo(Row(WholeForward(model, other), 3, model)).Within(1e-4f));
        Assert.That(logits[31..62], Is.EqualTo(Row(WholeForward(model, tokens), 5, model)).Within(1e-4f));
        Assert.That(logits[62..], Is.EqualTo(Row(WholeForward(model, tokens), 4, model)).Within(1e-4f));
    }

    [Test]
    public void LongPromptsComeInPiecesAndGiveAsManyLogitsAsAskedFor()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, Configs[1] with { BlockSize = 1400 }, new RandomGenerator(1));
        int[] tokens = [.. Enumerable.Range(0, 1200).Select(i => i * 7 % 31)];
        var whole = WholeForward(model, tokens);
        using var session = model.StartDecoding(1);
        var logits = new float[700 * model.VocabularySize];
        var hidden = new float[2 * session.HiddenSize];
        session.Append(0, tokens, logits, hidden);
        Assert.That(logits, Is.EqualTo(whole[^logits.Length..]).Within(1e-4f));
        var before = hidden[^session.HiddenSize..];
        session.Truncate(0, 1199);
        session.AppendEach([0], tokens.AsSpan(1199), logits.AsSpan(0, 31), hidden.AsSpan(0, session.HiddenSize));
        Assert.That(hidden[..session.HiddenSize], Is.EqualTo(before).Within(1e-4f));
        Assert.That(() => session.Append(0, [1], new float[2 * 31]), Throws.ArgumentException);
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
        Assert.That(() =>
            session.Append(0, [1], new float[model.VocabularySize]), Throws.InvalidOperationException.With.Message.Contains("16 of 16"));
    }

    private static float[] WholeForward(GptModel model, int[] tokens)
    {
        using var scope = new TensorScope();
        var batch = new TokenBatch();
        batch.Reset(1, tokens.Length);
        batch.SetRow(0, tokens, tokens);
        return model.Logits(batch).ToArray<float>();
    }

    private static float[] Row(float[] logits, int row, GptModel model) =>
        logits[(row * model.VocabularySize)..((row + 1) * model.VocabularySize)];
}
