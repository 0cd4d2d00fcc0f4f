using Pipelines.Gpt;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

public class SelectiveAdaptersTests
{
    private CpuBackend _backend = null!;

    [SetUp]
    public void Create() => _backend = new CpuBackend(1);

    [TearDown]
    public void Delete()
    {
        var left = _backend.Memory.TensorsInUse;
        _backend.Dispose();
        Assert.That(left, Is.Zero, "tensors left behind");
    }

    [Test]
    public void CountsAreGpt2s()
    {
        using var gpt2 = new GptModel(_backend, GptConfig.Gpt2, random: null);
        var adapters = gpt2.Attach(SelectiveOptions.LastLayer());
        Assert.That(adapters.CountTrainableParameters(), Is.EqualTo(38_597_376), "the tied head: 50,257 · 768");
        adapters.Unload();
        adapters = gpt2.Attach(SelectiveOptions.BitFit());
        // In a layer 2,304 + 768 + 3,072 + 768 of projections and 2 · 768 of norms; the last norm.
        Assert.That(adapters.CountTrainableParameters(), Is.EqualTo(12 * 8_448 + 768));
        adapters.Unload();
        adapters = gpt2.Attach(new SelectiveOptions { Scope = TrainableScope.LastLayer });
        Assert.That(adapters.CountTrainableParameters(), Is.EqualTo(7_087_872 + 2 * 768), "the last block and norm");
    }

    [Test]
    public void AFileHoldsTheTrainedTensorsAlone([Values] bool tied)
    {
        using var folder = new TemporaryFolder();
        using var model = TestModels.Create(_backend, tied);
        var adapters = model.Attach(SelectiveOptions.LastLayer());
        TestModels.Train(model);
        adapters.Save(folder.Path);
        using var file = SafetensorsFile.Open(folder.File("adapter_model.safetensors"));
        Assert.That(file.Entries.Keys, Is.EqualTo(new[] { tied ? "base_model.model.transformer.wte.weight" : "base_model.model.lm_head.weight" }));
    }

    [Test]
    public void ANewAdapterStartsFromTheBase()
    {
        using var model = TestModels.Create(_backend);
        var before = TestModels.Logits(model);
        model.Attach(SelectiveOptions.BitFit(), "a");
        TestModels.Train(model);
        model.Attach(SelectiveOptions.BitFit(), "b");
        Assert.That(TestModels.Logits(model), Is.EqualTo(before));
    }

    [Test]
    public void TwoWithTheSameParametersDoNotActTogether()
    {
        using var model = TestModels.Create(_backend);
        model.Attach(SelectiveOptions.BitFit(), "a");
        var adapters = model.Attach(SelectiveOptions.LastLayer(), "b");
        adapters.Activate("a", "b");
        model.Attach(new SelectiveOptions { Train = ["*.c_attn.*"] }, "c");
        Assert.That(() => adapters.Activate("a", "c"), Throws.TypeOf<PeftException>().With.Message.Contains("c_attn.bias"));
    }

    [Test]
    public void MergedForGoodItIsAPlainModel()
    {
        using var model = TestModels.Create(_backend);
        var names = TestModels.Weights(model).Keys;
        var adapters = model.Attach(SelectiveOptions.BitFit());
        TestModels.Train(model);
        var expected = TestModels.Logits(model);
        adapters.MergeAndUnload();
        Assert.That(TestModels.Logits(model), Is.EqualTo(expected));
        Assert.That(TestModels.Weights(model).Keys, Is.EqualTo(names));
        Assert.That(model.GetAdapters(), Is.Null);
    }

    [Test]
    public void WhatMatchesNothingIsRefused()
    {
        using var model = TestModels.Create(_backend);
        Assert.That(
            () => model.Attach(new SelectiveOptions { Train = ["*.c_atn.*"] }), Throws.TypeOf<OptionsException>().With.Message.Contains("c_attn"));
        Assert.That(() => model.Attach(new SelectiveOptions()), Throws.TypeOf<OptionsException>().With.Message.Contains("Scope"));
        Assert.That(model.GetAdapters(), Is.Null);
    }
}
