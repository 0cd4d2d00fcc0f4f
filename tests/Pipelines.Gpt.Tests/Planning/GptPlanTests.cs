using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

internal sealed class GptPlanTests
{
    [Test]
    public void AdaptersOfGpt2AreCounted()
    {
        using var context = PretrainTestBed.CreateContext();
        var plan = context.Model.Plan("gpt2", o => o.TargetModules = ["c_attn"]);
        var lora = plan.MemoryOf(TrainingMethod.Lora);
        Assert.That(lora.TrainableParameters, Is.EqualTo(589_824), "12 layers · rank 16 · (768 + 2304)");
        Assert.That(lora.Gradients, Is.EqualTo(4 * 589_824));
        Assert.That(lora.Optimizer, Is.EqualTo(8 * 589_824));
        Assert.That(lora.Weights, Is.EqualTo(4 * (124_439_808L + 589_824)));
        // c_proj is attention's and the feed-forward half's, as PEFT finds it.
        var both = context.Model.Plan("gpt2", o => (o.TargetModules, o.Rank) = (["c_proj"], 8)).MemoryOf(TrainingMethod.Lora);
        Assert.That(both.TrainableParameters, Is.EqualTo(12 * 8 * (768 + 768 + 3072 + 768)));
    }

    [TestCase("llama-2-7b", 32L * 16 * 2 * (4096 + 4096))]
    [TestCase("llama-3-8b", 32L * 16 * (4096 + 4096 + 4096 + 1024))]
    [TestCase("phi-3-mini", 32L * 16 * (3072 + 9216))]
    public void AdaptersGoToTheFamilysUsualModules(string name, long expected)
    {
        using var context = PretrainTestBed.CreateContext();
        Assert.That(context.Model.Plan(name).MemoryOf(TrainingMethod.Lora).TrainableParameters, Is.EqualTo(expected));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void WeightsOf4BitsAreCounted(bool twice)
    {
        using var context = PretrainTestBed.CreateContext();
        var plan = context.Model.Plan("llama-2-7b", o => (o.DoubleQuantization, o.WeightType) = (twice, ElementType.BFloat16));
        var quantized = plan.Parameters.Attention + plan.Parameters.FeedForward;
        var rest = plan.Parameters.Total - quantized;
        // 0.5 bits a parameter of scales, or 0.127 where they have 8 bits themselves (Dettmers et al. 2023).
        var scales = quantized / 64.0 * (twice ? 1 + 4.0 / 256 : 4);
        var tables = 2 * 4.0 * 4096 * 64;
        var adapters = 4.0 * plan.MemoryOf(TrainingMethod.Qlora).TrainableParameters;
        Assert.That(
            plan.MemoryOf(TrainingMethod.Qlora).Weights,
            Is.EqualTo(quantized / 2 + scales + 2.0 * (rest + plan.Parameters.Norms) + tables + adapters).Within(32 * 7 * 4 + 1));
        Assert.That(8 * scales / quantized, Is.EqualTo(twice ? 0.127 : 0.5).Within(0.0005));
    }

    [Test]
    public void StorageOf16BitsHalvesWeightsAndKeepsMasters()
    {
        using var context = PretrainTestBed.CreateContext();
        var full = context.Model.Plan("gpt2").MemoryOf(TrainingMethod.Full);
        var half = context.Model.Plan("gpt2", o => o.WeightType = ElementType.BFloat16).MemoryOf(TrainingMethod.Full);
        var bare = context.Model.Plan(
            "gpt2", o => (o.WeightType, o.Optimizer.MasterWeights) = (ElementType.BFloat16, false)).MemoryOf(TrainingMethod.Full);
        // Norms and biases stay in Float32.
        const long Vectors = 25 * 2 * 768 + 12 * (2304 + 768 + 3072 + 768);
        Assert.That(half.Weights, Is.EqualTo(full.Weights / 2 + 2 * Vectors));
        Assert.That(half.Optimizer, Is.EqualTo(full.Optimizer + full.Weights - 4 * Vectors));
        Assert.That(bare.Optimizer, Is.EqualTo(full.Optimizer));
    }

    [Test]
    public void CheckpointingKeepsLittle()
    {
        using var context = PretrainTestBed.CreateContext();
        long Activations(bool checkpointing) =>
            context.Model.Plan("gpt2", o => o.Checkpointing = checkpointing).MemoryOf(TrainingMethod.Full).Activations;
        Assert.That(Activations(true), Is.LessThan(0.2 * Activations(false)));
    }

    [Test]
    public void BlocksHaveTheMemoryOfTheLargest()
    {
        using var context = PretrainTestBed.CreateContext();
        var plan = context.Model.Plan("gpt2");
        var layer = (plan.Parameters.Attention + plan.Parameters.FeedForward) / 12 + 4 * 768;
        var blocks = plan.MemoryOf(TrainingMethod.BAdam);
        Assert.That((blocks.TrainableParameters, blocks.Gradients, blocks.Optimizer), Is.EqualTo((layer, 4 * layer, 8 * layer)));
        var withEmbedding = context.Model.Plan("gpt2", o => o.BAdam.IncludeEmbedding = true).MemoryOf(TrainingMethod.BAdam);
        Assert.That(withEmbedding.TrainableParameters, Is.EqualTo(plan.Parameters.TokenEmbedding));
    }

    [Test]
    public void TokensAreTheOptimumsUnlessGiven()
    {
        using var context = PretrainTestBed.CreateContext();
        var plan = context.Model.Plan(GptConfig.Gpt2 with { VocabularySize = 50_304 }, o => (o.BatchSize, o.BlockSize) = (4, 512));
        Assert.That(plan.TokensPerStep, Is.EqualTo(2048));
        Assert.That(plan.Tokens, Is.EqualTo(plan.Optima[0].Tokens));
        Assert.That(plan.Tokens / plan.Parameters.Total, Is.EqualTo(20).Within(0.5));
        Assert.That(plan.Optima[^1].Parameters, Is.EqualTo(plan.Parameters.WithoutEmbeddings));
        Assert.That(plan.TrainingTime, Is.Null);
        var given = context.Model.Plan("gpt2", o => o.Tokens = 1e9);
        Assert.That(given.TrainingFlops, Is.EqualTo(1e9 * given.Flops.Training));
    }

    [Test]
    public void TheTimeIsThatOfMeasuredSteps()
    {
        using var context = PretrainTestBed.CreateContext();
        var plan = context.Model.Plan(PretrainTestBed.Config, o => (o.BatchSize, o.MeasureSteps, o.Tokens) = (4, 20, 1e6));
        var measured = plan.Measurement!;
        Assert.That(measured.Steps, Is.EqualTo(20));
        Assert.That(measured.TokensPerSecond, Is.EqualTo(plan.TokensPerStep / measured.SecondsPerStep).Within(1e-6).Percent);
        Assert.That(plan.TrainingTime!.Value.TotalSeconds, Is.EqualTo(1e6 / measured.TokensPerSecond).Within(1e-3).Percent);
        var larger = context.Model.Plan(
            "llama-2-70b", o => (o.MeasureSteps, o.MeasureOn, o.Tokens) = (2, PretrainTestBed.LlamaConfig, 1e6));
        Assert.That(
            larger.TrainingTime!.Value.TotalSeconds,
            Is.EqualTo(larger.TrainingFlops / larger.Measurement!.FlopsPerSecond).Within(1e-3).Percent);
    }

    [Test]
    public void AModelTooLargeToMeasureIsRefused()
    {
        using var context = PretrainTestBed.CreateContext();
        Assert.That(
            () => context.Model.Plan("llama-2-70b", o => o.MeasureSteps = 20),
            Throws.TypeOf<PipelineException>().With.Message.Contains("MeasureOn"));
    }

    [Test]
    public void TheTableHasEveryRow()
    {
        using var context = PretrainTestBed.CreateContext();
        var text = context.Model.Plan("gpt2", o => o.BatchSize = 1).ToString();
        TestContext.Out.WriteLine(text);
        foreach (var expected in (string[])["124,439,808", "589,824", "BAdam", "Kaplan", "2.5 B"])
            Assert.That(text, Does.Contain(expected));
    }

    [Test]
    public void WhatCannotBePlannedIsRefused()
    {
        using var context = PretrainTestBed.CreateContext();
        void Refused(string hint, Action<GptPlanOptions> configure) => Assert.That(
            () => context.Model.Plan("gpt2", configure), Throws.TypeOf<OptionsException>().With.Message.Contains(hint));
        Refused("c_attn", o => o.TargetModules = ["q_proj"]);
        Refused("1024 tokens", o => o.BlockSize = 2048);
        Refused("WeightType", o => o.WeightType = ElementType.Int32);
        Refused("row of its own", o => o.Optimizer = new BAdamOptions());
        Refused("has no parameter", o => o.BAdam = new BAdamOptions { Blocks = [["layers.0."]] });
        Refused("MeasureSteps", o => o.MeasureOn = PretrainTestBed.Config);
        Assert.That(
            () => context.Model.Plan(GptConfig.Nano), Throws.TypeOf<OptionsException>().With.Message.Contains("VocabularySize"));
        Assert.That(
            () => context.Model.Plan(GptConfig.Gpt2 with { HeadCount = 7 }),
            Throws.TypeOf<OptionsException>().With.Message.Contains("multiple"));
    }
}
