using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Encoders.Tests;

/// <summary>Loss and gradients are those of the pairs of source and target, however they are padded, batched and kept.</summary>
internal sealed class T5InvarianceTests : EncoderTests
{
    private const int Count = 8;
    private const int Longest = 9;

    [Test]
    public void NoGradientDependsOnANeighbour([Values(1, 2, 3)] int seed, [Values] bool checkpointed)
    {
        var config = new T5Config
        {
            VocabularySize = 17,
            HiddenSize = 16,
            HeadSize = 4,
            HeadCount = 4,
            IntermediateSize = 24,
            EncoderLayerCount = 2,
            DecoderLayerCount = 2,
            RelativeBucketCount = 8,
            RelativeMaximumDistance = 6,
        };
        using var model = new T5Model(Backend, config, new RandomGenerator((ulong)seed));
        var random = new Random(seed);
        var pairs = new (int[] Source, int[] Target)[Count];
        for (var i = 0; i < Count; i++)
            pairs[i] = (Ids(random), Ids(random));
        var (loss, gradients) = Gradients(model, pairs, Count, 0);
        model.GradientCheckpointing = checkpointed;
        foreach (var (size, padding) in new[] { (4, 0), (1, 0), (8, 3), (2, 5) })
        {
            var (otherLoss, others) = Gradients(model, pairs, size, padding);
            Assert.That(otherLoss, Is.EqualTo(loss).Within(1e-5 * loss), $"{size} a batch");
            foreach (var (name, gradient) in gradients)
                Assert.That(others[name], Is.EqualTo(gradient).Within(1e-5 * gradient.Max(Math.Abs) + 1e-9), $"{size} a batch, {padding} more padding: {name}");
        }
    }

    private static int[] Ids(Random random) => [.. Enumerable.Range(0, random.Next(2, Longest)).Select(_ => random.Next(2, 17)), 1];

    private static (double Loss, Dictionary<string, float[]> Gradients) Gradients(T5Model model, (int[] Source, int[] Target)[] pairs, int size, int padding)
    {
        model.ZeroGradients();
        var normalizer = pairs.Sum(pair => pair.Target.Length);
        var loss = 0.0;
        foreach (var batch in pairs.Chunk(size))
        {
            var (sourceLength, targetLength) = (batch.Max(pair => pair.Source.Length) + padding, batch.Max(pair => pair.Target.Length) + padding);
            var ids = batch.SelectMany(pair => Padded(pair.Source, sourceLength, 0)).ToArray();
            var mask = batch.SelectMany(pair => Padded([.. pair.Source.Select(_ => 1)], sourceLength, 0)).ToArray();
            var labels = batch.SelectMany(pair => Padded(pair.Target, targetLength, TokenLabels.IgnoreIndex)).ToArray();
            using var tape = new GradientTape();
            var part = model.Loss(new EncoderBatch(batch.Length, sourceLength, ids, mask), labels, normalizer);
            loss += part.ToScalar();
            tape.Backward(part);
        }

        return (loss, model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Gradient!.ToArray<float>()));
    }

    private static int[] Padded(int[] values, int length, int padding) =>
        [.. values, .. Enumerable.Repeat(padding, length - values.Length)];
}
