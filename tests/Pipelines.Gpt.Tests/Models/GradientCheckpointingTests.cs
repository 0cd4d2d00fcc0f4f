using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>Blocks that are run again in the backward pass give the same gradients, from less memory.</summary>
[NonParallelizable]
public class GradientCheckpointingTests
{
    [Test]
    public void LossGradientsAndGeneratorAreTheSameBitForBit([Values] bool llama, [Values] bool segments)
    {
        using var backend = new CpuBackend(2);
        var config = (llama ? PretrainTestBed.LlamaConfig : PretrainTestBed.Config) with
        {
            LayerCount = 3,
            Dropout = 0.2f,
            AttentionDropout = 0.1f,
        };
        using var model = new GptModel(backend, config, new RandomGenerator(1));
        model.ToTraining();
        var batch = Batch(config, 3, segments);
        var start = model.Random.State;
        var plain = Run(model, batch);
        var end = model.Random.State;

        model.Random.State = start;
        model.GradientCheckpointing = true;
        var checkpointed = Run(model, batch);
        Assert.That(checkpointed.Loss, Is.EqualTo(plain.Loss));
        Assert.That(model.Random.State, Is.EqualTo(end));
        foreach (var (name, gradient) in plain.Gradients)
            Assert.That(checkpointed.Gradients[name].AsSpan().SequenceEqual(gradient), name);
    }

    [Test]
    public void FrozenLowerLayersAreNotRunAgain()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, PretrainTestBed.Config with { LayerCount = 4 }, new RandomGenerator(1));
        new TrainableParameters { Scope = TrainableScope.LastLayer }.Apply(model);
        var batch = Batch(model.Config, 2, segments: false);
        var plain = Run(model, batch);
        model.GradientCheckpointing = true;
        var checkpointed = Run(model, batch);
        Assert.That(plain.Gradients, Has.Count.EqualTo(14));
        foreach (var name in plain.Gradients.Keys)
            Assert.That(name, Does.Contain(".h.3.").Or.Contain(".ln_f."));
        foreach (var (name, gradient) in plain.Gradients)
            Assert.That(checkpointed.Gradients[name].AsSpan().SequenceEqual(gradient), name);
    }

    [TestCase(12, false)]
    [TestCase(12, true)]
    [TestCase(24, false)]
    public void ActivationsTakeLessThan45PercentOfTheMemory(int layers, bool llama)
    {
        using var backend = new CpuBackend(2);
        var config = (llama ? PretrainTestBed.LlamaConfig with { FeedForwardSize = 172 } : PretrainTestBed.Config) with
        {
            LayerCount = layers,
            BlockSize = 128,
            EmbeddingSize = 64,
            VocabularySize = 256,
        };
        using var model = new GptModel(backend, config, new RandomGenerator(1));
        var batch = Batch(config, 4, segments: false);
        var plain = ActivationBytes(model, batch);
        model.GradientCheckpointing = true;
        var checkpointed = ActivationBytes(model, batch);
        TestContext.Out.WriteLine($"{checkpointed:N0} of {plain:N0} bytes: {(double)checkpointed / plain:P1}");
        Assert.That((double)checkpointed / plain, Is.LessThanOrEqualTo(0.45));
    }

    // What a step has in the pool, workspace included, beside weights and the memory of gradients, which is there from the step before.
    private static long ActivationBytes(GptModel model, TokenBatch batch)
    {
        Run(model, batch);
        model.ZeroGradients();
        var before = model.Backend.Memory.BytesInUse;
        model.Backend.ResetPeakMemory();
        Step(model, batch);
        return model.Backend.Memory.PeakBytesInUse - before;
    }

    private static (double Loss, Dictionary<string, float[]> Gradients) Run(GptModel model, TokenBatch batch)
    {
        model.ZeroGradients();
        var loss = Step(model, batch);
        return (loss, model.NamedParameters().Where(p => p.Parameter.Gradient is not null)
            .ToDictionary(p => p.Name, p => p.Parameter.Gradient!.ToArray<float>()));
    }

    private static double Step(GptModel model, TokenBatch batch)
    {
        using var tape = new GradientTape();
        var loss = model.Loss(batch, batch.LabelCount);
        tape.Backward(loss);
        return loss.ToScalar();
    }

    private static TokenBatch Batch(GptConfig config, int rows, bool segments)
    {
        var batch = new TokenBatch();
        batch.Reset(rows, config.BlockSize);
        var random = new Random(1);
        for (var i = 0; i < batch.InputIds.Length; i++)
        {
            batch.InputIds[i] = random.Next(config.VocabularySize);
            batch.Labels[i] = random.Next(config.VocabularySize);
        }

        for (var row = 0; segments && row < rows; row++)
            batch.SetSegments(row, [.. Enumerable.Range(0, config.BlockSize).Select(i => i < config.BlockSize / 3 ? 1 : 2)]);
        return batch;
    }
}
