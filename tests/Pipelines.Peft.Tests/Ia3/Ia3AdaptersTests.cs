using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft.Tests;

public class Ia3AdaptersTests
{
    [Test]
    public void FactorsAreOnOutputsOrInputs()
    {
        using var backend = new CpuBackend(1);
        using var model = TestModels.Create(backend);
        var adapters = model.Attach(MethodCases.Ia3());
        // 2 layers of 96 outputs of c_attn and 128 inputs of the feed-forward's c_proj.
        Assert.That(adapters.CountTrainableParameters(), Is.EqualTo(2 * (96 + 128)));
    }

    [Test]
    public void SeveralMultiply()
    {
        using var backend = new CpuBackend(1);
        using var model = TestModels.Create(backend);
        var adapters = model.Attach(MethodCases.Ia3(), "a");
        model.Attach(MethodCases.Ia3(), "b");
        foreach (var (name, parameter) in model.NamedParameters())
        {
            if (name.EndsWith("ia3_l.a", StringComparison.Ordinal))
                backend.Fill(parameter.Value, 2f);
            if (name.EndsWith("ia3_l.b", StringComparison.Ordinal))
                backend.Fill(parameter.Value, 0.5f);
        }

        adapters.Deactivate();
        var expected = TestModels.Logits(model);
        adapters.Activate("a");
        Assert.That(TestModels.Logits(model), Is.Not.EqualTo(expected));
        adapters.Activate("a", "b");
        TestModels.AssertNear(TestModels.Logits(model), expected, 1e-5);
    }

    [Test]
    public void AQuantizedBaseIsTrainedOnButNotMerged()
    {
        using var backend = new CpuBackend(1);
        using var model = TestModels.Create(backend, tied: false);
        foreach (var path in model.NamedModules().Where(m => m.Module is Linear && m.Name != "lm_head").Select(m => m.Name).ToList())
        {
            using var linear = (Linear)model.GetModule(path);
            model.ReplaceModule(path, new QuantizedLinear(
                FourBitTensor.Quantize(linear.Weight.Value), linear.Bias is null ? null : new Parameter(linear.Bias.Value.Clone())));
        }

        foreach (var kind in new[] { "ia3", "adalora", "houlsby", "parallel", "bitfit" })
        {
            var before = TestModels.Logits(model);
            var adapters = MethodCases.Attach(model, kind);
            TestModels.AssertNear(TestModels.Logits(model), before, 1e-5);
            var losses = TestModels.Train(model, 10);
            Assert.That(losses[^1], Is.LessThan(losses[0]), kind);
            if (kind is "ia3" or "adalora")
                Assert.That(() => MethodCases.Merge(adapters), Throws.TypeOf<PeftException>().With.Message.Contains("Float32"), kind);
            adapters.Unload();
            Assert.That(TestModels.Logits(model), Is.EqualTo(before), kind);
        }
    }

    [Test]
    public void WhatFitsNothingIsRefused()
    {
        using var backend = new CpuBackend(1);
        using var model = TestModels.Create(backend);
        Assert.Multiple(() =>
        {
            Assert.That(
                () => model.Attach(MethodCases.Ia3(o => o.TargetModules = ["c_atn", "mlp.c_proj"])),
                Throws.TypeOf<PeftException>().With.Message.Contains("c_attn"), "near misses");
            Assert.That(
                () => model.Attach(MethodCases.Ia3(o => o.FeedForwardModules = ["c_fc"])),
                Throws.TypeOf<OptionsException>().With.Message.Contains("c_fc"), "feed-forward modules are targets");
            Assert.That(
                () => model.Attach(MethodCases.Ia3(o => (o.FeedForwardModules, o.FeedForwardPattern) = ([], ".*nothing"))),
                Throws.TypeOf<PeftException>().With.Message.Contains("nothing"));
            Assert.That(
                () => model.Attach(MethodCases.Ia3(o => (o.TargetModules, o.FeedForwardModules) = (["wte"], []))),
                Throws.TypeOf<PeftException>().With.Message.Contains("transformer.wte"), "no projection");
        });
        Assert.That(model.GetAdapters(), Is.Null);
    }

    [Test]
    public void PatternsNameTargetsToo()
    {
        using var backend = new CpuBackend(1);
        using var model = TestModels.Create(backend);
        using var folder = new TemporaryFolder();
        var adapters = model.Attach(new Ia3Options { TargetPattern = @".*\.mlp\.c_.*", FeedForwardPattern = @".*\.c_proj" });
        Assert.That(adapters.CountTrainableParameters(), Is.EqualTo(2 * (128 + 128)));
        TestModels.Train(model);
        var expected = TestModels.Logits(model);
        adapters.Save(folder.Path);
        adapters.Unload();
        var loaded = model.LoadAdapter<Ia3Adapters>(folder.Path);
        Assert.That(TestModels.Logits(model), Is.EqualTo(expected));
        Assert.That(loaded.OptionsOf().FeedForwardPattern, Is.EqualTo(@".*\.c_proj"));
    }
}
