using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>Decoders whose weights are stored in bfloat16.</summary>
[NonParallelizable]
internal sealed class WeightStorageTests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("weights").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(false, "AdamW")]
    [TestCase(true, "AdamW")]
    [TestCase(false, "BAdam")]
    public void TrainingCostsNextToNoLoss(bool llama, string optimizer)
    {
        void Configure(PretrainOptions o)
        {
            o.Steps = 150;
            if (optimizer == "BAdam")
                o.Optimizer = new BAdamOptions { SwitchEvery = 10, IncludeEmbedding = true, IncludeHead = true };
        }

        var config = llama ? PretrainTestBed.LlamaConfig : PretrainTestBed.Config;
        using var context = PretrainTestBed.CreateContext();
        using var full = PretrainTestBed.Fit(context, Configure, config);
        using var small = PretrainTestBed.Fit(
            context, o =>
            {
                Configure(o);
                o.WeightStorage = WeightStorage.BFloat16;
            }, config);
        var (fullResult, smallResult) = (full.LastTransformer.Result!, small.LastTransformer.Result!);
        TestContext.Out.WriteLine($"{fullResult.ValidationLoss:F4} and {smallResult.ValidationLoss:F4}");
        Assert.That(smallResult.ValidationLoss, Is.EqualTo(fullResult.ValidationLoss).Within(2).Percent);
        Assert.That(smallResult.ValidationLoss, Is.LessThan(smallResult.History[0].Loss - 0.3));
        Assert.That(small.LastTransformer.Model.WeightStorage, Is.EqualTo(WeightStorage.BFloat16));
        Assert.That((double)smallResult.Memory!.WeightBytes / fullResult.Memory!.WeightBytes, Is.LessThan(0.55));
    }

    [Test]
    public void AModelIsHeldSavedAndLoadedInHalfTheMemory([Values] bool llama, [Values] WeightStorage saved)
    {
        using var backend = new CpuBackend(1);
        var config = llama ? PretrainTestBed.LlamaConfig : PretrainTestBed.Config;
        using (var model = new GptModel(backend, config, new RandomGenerator(1), saved))
            model.Save(_folder);
        using var wide = PretrainedGpt.Load(new GptLoadOptions { ModelPath = _folder }, backend);
        using var held = PretrainedGpt.Load(new GptLoadOptions { ModelPath = _folder, WeightStorage = WeightStorage.BFloat16 }, backend);
        Assert.That(wide.Model.WeightStorage, Is.EqualTo(WeightStorage.Float32));
        foreach (var (name, parameter) in held.Model.NamedParameters())
        {
            var original = wide.Model.NamedParameters().Single(p => p.Name == name).Parameter;
            using var scope = new TensorScope();
            if (parameter.Shape.Rank == 2)
                Assert.That(parameter.Value.ElementType, Is.EqualTo(ElementType.BFloat16), name);
            var expected = original.Value.To(parameter.Value.ElementType).To(ElementType.Float32).ToArray<float>();
            Assert.That(parameter.Value.To(ElementType.Float32).ToArray<float>(), Is.EqualTo(expected), name);
            if (saved == WeightStorage.BFloat16)
                Assert.That(original.Value.ToArray<float>(), Is.EqualTo(expected), name);
        }

        if (saved == WeightStorage.BFloat16)
            Assert.That(File.ReadAllText(Path.Combine(_folder, "config.json")), Does.Contain("bfloat16"));
    }

    [Test]
    public void GenerationGivesWhatTheSameNumbersInFloat32Give()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, PretrainTestBed.LlamaConfig, new RandomGenerator(1), WeightStorage.BFloat16);
        model.Save(_folder);
        using var wide = PretrainedGpt.Load(new GptLoadOptions { ModelPath = _folder }, backend);
        var options = new GenerationOptions { MaximumNewTokens = 8, Sample = false };
        var expected = new TokenGenerator(wide.Model).Generate(new PromptTokens([1, 2, 3]), options).Tokens;
        Assert.That(new TokenGenerator(model).Generate(new PromptTokens([1, 2, 3]), options).Tokens, Is.EqualTo(expected));
    }

    [Test]
    public void ARunGoesOnAfterAStopBitForBit([Values("AdamW", "BAdam")] string optimizer)
    {
        void Configure(PretrainOptions o)
        {
            (o.Steps, o.WeightStorage) = (20, WeightStorage.BFloat16);
            o.Optimizer = optimizer == "AdamW" ? new AdamWOptions() : new BAdamOptions { SwitchEvery = 3 };
        }

        using var context = PretrainTestBed.CreateContext();
        using var straight = PretrainTestBed.Fit(context, Configure);
        using (PretrainTestBed.Fit(context, o =>
        {
            Configure(o);
            (o.CheckpointFolder, o.StopWhen) = (_folder, p => p.Step == 10);
        }))
        {
        }

        using var resumed = PretrainTestBed.Fit(context, o =>
        {
            Configure(o);
            (o.CheckpointFolder, o.Resume) = (_folder, true);
        });
        Assert.That(Bytes(resumed.LastTransformer.Model), Is.EqualTo(Bytes(straight.LastTransformer.Model)));
    }

    private static byte[] Bytes(GptModel model) =>
        [.. model.Parameters().SelectMany(p => p.Value.Storage.HostBytes(0, (int)p.Value.ByteCount).ToArray())];
}
