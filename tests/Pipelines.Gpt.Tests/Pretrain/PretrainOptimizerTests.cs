using Pipelines.Nn;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>
/// Every optimizer under the trainer: it learns, resumes from a checkpoint bit for bit, and is chosen in code or configuration.
/// </summary>
[NonParallelizable]
internal sealed class PretrainOptimizerTests
{
    private string _folder = null!;

    private static IEnumerable<TestCaseData> Optimizers => new (Func<OptimizerOptions> Make, double LearningRate)[]
    {
        (() => new AdamWOptions { AmsGrad = true, LayerDecay = 0.9 }, 3e-3),
        (() => new AdamW8BitOptions { MinimumSize = 256 }, 3e-3),
        (() => new PagedAdamWOptions { BlockSize = 1000 }, 3e-3),
        (() => new AdamOptions { WeightDecay = 1e-4 }, 3e-3),
        (() => new SgdOptions { Momentum = 0.9, Nesterov = true }, 0.1),
        (() => new RmsPropOptions { Momentum = 0.5, Centered = true }, 1e-3),
        (() => new AdagradOptions { Rules = [new ParameterRule { Pattern = "*.bias", LearningRateFactor = 0.5 }] }, 3e-2),
        (() => new AdafactorOptions { Beta1 = 0.9, ScaleParameter = true, RelativeStep = true }, 3e-3),
        (() => new LionOptions { WeightDecay = 1 }, 5e-4),
        (() => new BAdamOptions { SwitchEvery = 3, Order = BlockOrder.Random, IncludeEmbedding = true, IncludeHead = true }, 3e-3),
    }.Select(o => new TestCaseData(o.Make, o.LearningRate).SetArgDisplayNames(o.Make().GetType().Name));

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("optimizers").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Optimizers))]
    public void ARunLearnsAndGoesOnAfterAStopBitForBit(Func<OptimizerOptions> optimizer, double learningRate)
    {
        void Configure(PretrainOptions o)
        {
            (o.Steps, o.LearningRate, o.Optimizer) = (40, learningRate, optimizer());
        }

        using var context = PretrainTestBed.CreateContext();
        using var straight = PretrainTestBed.Fit(context, Configure);
        using (PretrainTestBed.Fit(context, o =>
        {
            Configure(o);
            (o.CheckpointFolder, o.StopWhen) = (_folder, p => p.Step == 20);
        }))
        {
        }

        using var resumed = PretrainTestBed.Fit(context, o =>
        {
            Configure(o);
            (o.CheckpointFolder, o.Resume) = (_folder, true);
        });
        Assert.That(PretrainTestBed.Weights(resumed), Is.EqualTo(PretrainTestBed.Weights(straight)));
        var result = straight.LastTransformer.Result!;
        Assert.That(result.ValidationLoss, Is.LessThan(result.History[0].Loss - 0.05));
        Assert.That(straight.LastTransformer.Model.Parameters().Select(p => p.RequiresGradient), Is.All.True);
    }

    [Test]
    public void AnotherOptimizersCheckpointIsRefused()
    {
        using var context = PretrainTestBed.CreateContext();
        using (PretrainTestBed.Fit(context, o => (o.Steps, o.CheckpointFolder) = (2, _folder)))
        {
        }

        Assert.That(
            () => PretrainTestBed.Fit(
                context, o => (o.Steps, o.CheckpointFolder, o.Resume, o.Optimizer) = (4, _folder, true, new LionOptions())),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("Lion"));
    }

    [Test]
    public void BAdamHasTheMemoryOfItsLargestBlock()
    {
        using var context = PretrainTestBed.CreateContext();
        using var full = PretrainTestBed.Fit(context, o => o.Steps = 6);
        using var blocks = PretrainTestBed.Fit(context, o => (o.Steps, o.Optimizer) = (6, new BAdamOptions { SwitchEvery = 2 }));
        var model = full.LastTransformer.Model;
        var largest = model.NamedParameters().Where(p => p.Name.Contains(".h.0.", StringComparison.Ordinal)).Sum(
            p => p.Parameter.Shape.ElementCount);
        var share = (double)largest / model.CountParameters();
        var (fullResult, blockResult) = (full.LastTransformer.Result!, blocks.LastTransformer.Result!);
        var allowed = share * (fullResult.OptimizerBytes + fullResult.GradientBytes) * 1.1;
        TestContext.Out.WriteLine($"{blockResult.OptimizerBytes + blockResult.GradientBytes} of {allowed / share / 1.1} bytes, share {share:p1}");
        Assert.That(blockResult.OptimizerBytes + blockResult.GradientBytes, Is.Positive.And.LessThanOrEqualTo(allowed));
    }

    [Test]
    [Category("Slow")]
    public void MomentsOf8BitsCostNextToNoLoss()
    {
        var config = PretrainTestBed.Config with { EmbeddingSize = 64 };
        using var context = PretrainTestBed.CreateContext();
        using var full = PretrainTestBed.Fit(context, o => o.Steps = 300, config);
        using var small = PretrainTestBed.Fit(context, o => (o.Steps, o.Optimizer) = (300, new AdamW8BitOptions()), config);
        var (fullResult, smallResult) = (full.LastTransformer.Result!, small.LastTransformer.Result!);
        TestContext.Out.WriteLine($"{fullResult.ValidationLoss} and {smallResult.ValidationLoss}");
        Assert.That(smallResult.ValidationLoss, Is.EqualTo(fullResult.ValidationLoss).Within(1).Percent);
        Assert.That((double)smallResult.OptimizerBytes / fullResult.OptimizerBytes, Is.LessThanOrEqualTo(0.3));
    }

    [TestCase("""{ "Optimizer": { "Kind": "badam", "SwitchEvery": 2, "Order": "Ascending", "Blocks": [["h.0."], ["h.1."]] } }""")]
    [TestCase("""{ "Optimizer": "Lion", "Schedule": "WarmupStableDecay", "DecaySteps": 2 }""")]
    [TestCase("""{ "Optimizer": { "Beta2": 0.9, "Rules": [{ "Pattern": "*wte*", "WeightDecay": 0 }] }, "ScheduleCycles": 2 }""")]
    [TestCase("""{ "Schedule": "Polynomial", "SchedulePower": 2 }""")]
    [TestCase("""{ "Schedule": "InverseSquareRoot" }""")]
    public void ConfigurationChooses(string options)
    {
        using var context = PretrainTestBed.CreateContext();
        var trainer = Trainer(
            context,
            options.Insert(1, "\"Steps\": 4, \"Config\": { \"VocabularySize\": 17, \"BlockSize\": 16, \"LayerCount\": 2, \"HeadCount\": 2, \"EmbeddingSize\": 32 }, "),
            """{ "Stage": "pipelines.pack", "Options": { "BlockSize": 16, "Stride": 1 } },""");
        using var fitted = trainer.Fit(PretrainTestBed.Tokens());
        Assert.That(((PretrainTransformer)fitted.LastTransformer).Result!.Steps, Is.EqualTo(4));
    }

    [TestCase("""{ "Optimizer": { "Kind": "BAdma" } }""", "Optimizer:Kind", "BAdam")]
    [TestCase("""{ "Optimizer": { "Kind": "Sgd", "Momentun": 0.9 } }""", "Optimizer:Momentun", "Momentum")]
    [TestCase("""{ "Optimizer": { "Kind": "Sgd", "Nesterov": true } }""", "Optimizer", "Momentum")]
    [TestCase("""{ "Optimizer": { "Kind": "Lion", "Beta1": 1.0 } }""", "Optimizer.Beta1", "1")]
    [TestCase("""{ "SchedulePower": 2 }""", "SchedulePower", "Polynomial")]
    [TestCase("""{ "ScheduleCycles": 2, "Schedule": "Linear" }""", "ScheduleCycles", "cosines")]
    [TestCase("""{ "DecaySteps": 2 }""", "DecaySteps", "WarmupStableDecay")]
    public void WhatIsNotUnderstoodIsRefused(string options, string path, string hint)
    {
        using var context = PretrainTestBed.CreateContext();
        Assert.That(
            () => Trainer(context, options), Throws.InstanceOf<PipelineException>().With.Message.Contains(path).And.Message.Contains(hint));
    }

    [Test]
    public void BlocksThatMatchNothingAreAnErrorOfTheOptions()
    {
        using var context = PretrainTestBed.CreateContext();
        Assert.That(
            () => PretrainTestBed.Fit(context, o => (o.Steps, o.Optimizer) = (2, new BAdamOptions { Blocks = [["layers.0."]] })),
            Throws.TypeOf<OptionsException>().With.Message.Contains("layers.0."));
    }

    private static EstimatorChain<ITransformer> Trainer(PipelineContext context, string options, string before = "") =>
        context.Model.CreatePipelineFromJson($$"""{ "Stages": [ {{before}} { "Stage": "pipelines.pretrain", "Options": {{options}} } ] }""");
}
