using Pipelines.Nn;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>The memory of a run by kind, and what makes it smaller.</summary>
[NonParallelizable]
internal sealed class MemoryUseTests
{
    private static readonly GptConfig Deep = PretrainTestBed.Config with { LayerCount = 12 };

    [Test]
    public void KindsAreMeasured()
    {
        var (result, model) = Fit(Deep, o => o.Steps = 3);
        var memory = result.Memory!;
        Assert.That(memory.WeightBytes, Is.EqualTo(4 * model));
        Assert.That(memory.GradientBytes, Is.EqualTo(4 * model).And.EqualTo(result.GradientBytes));
        Assert.That(memory.OptimizerBytes, Is.EqualTo(8 * model).And.EqualTo(result.OptimizerBytes));
        Assert.That(memory.WorkspaceBytes, Is.Positive);

        // Of each layer of GPT-2's kind at least 12 values a token and channel: norms, heads, attention, feed-forward, residuals.
        var values = 4L * PretrainTestBed.BlockSize * Deep.EmbeddingSize * Deep.LayerCount * sizeof(float);
        Assert.That(memory.ActivationBytes, Is.InRange(12 * values, 20 * values));
        var resident = memory.WeightBytes + memory.GradientBytes + memory.OptimizerBytes;
        Assert.That(memory.PeakBytes, Is.InRange(resident + memory.ActivationBytes, resident + memory.ActivationBytes + memory.WorkspaceBytes + values));
    }

    [Test]
    public void TheSameRunMeasuresTheSameBesideOtherModelsAndAfterLargerOnes()
    {
        using var context = PretrainTestBed.CreateContext();
        using var first = PretrainTestBed.Fit(context, o => o.Steps = 3);
        using var large = PretrainTestBed.Fit(context, o => (o.Steps, o.BatchSize) = (3, 32), Deep);
        using var second = PretrainTestBed.Fit(context, o => o.Steps = 3);
        Assert.That(second.LastTransformer.Result!.Memory, Is.EqualTo(first.LastTransformer.Result!.Memory));
        Assert.That(large.LastTransformer.Result!.Memory!.ActivationBytes, Is.GreaterThan(10 * first.LastTransformer.Result!.Memory!.ActivationBytes));
    }

    [Test]
    public void CheckpointedRunsHaveTheSameWeightsFromLessThan45PercentOfTheActivations()
    {
        void Configure(PretrainOptions o) => (o.Steps, o.BatchSize, o.GradientAccumulationSteps) = (4, 16, 2);
        var config = Deep with { Dropout = 0.1f };
        using var context = PretrainTestBed.CreateContext();
        using var plain = PretrainTestBed.Fit(context, Configure, config);
        using var checkpointed = PretrainTestBed.Fit(
            context, o =>
            {
                Configure(o);
                o.GradientCheckpointing = true;
            }, config);
        Assert.That(PretrainTestBed.Weights(checkpointed), Is.EqualTo(PretrainTestBed.Weights(plain)));
        var (whole, part) = (plain.LastTransformer.Result!.Memory!.ActivationBytes, checkpointed.LastTransformer.Result!.Memory!.ActivationBytes);
        TestContext.Out.WriteLine($"{part:N0} of {whole:N0} bytes: {(double)part / whole:P1}");
        Assert.That((double)part / whole, Is.LessThanOrEqualTo(0.45));
    }

    [Test]
    public void WeightsOptimizerAndGradientsShrinkTogether()
    {
        var (full, _) = Fit(Deep, o => o.Steps = 4);
        var (small, _) = Fit(Deep, o => (o.Steps, o.WeightStorage, o.GradientCheckpointing, o.Optimizer) =
            (4, WeightStorage.BFloat16, true, new BAdamOptions { SwitchEvery = 2 }));
        TestContext.Out.WriteLine($"{full.Memory}\n{small.Memory}");
        Assert.That((double)small.Memory!.PeakBytes / full.Memory!.PeakBytes, Is.LessThan(0.3));
    }

    private static (TrainingResult Result, long Parameters) Fit(GptConfig config, Action<PretrainOptions> configure)
    {
        using var context = PretrainTestBed.CreateContext();
        using var fitted = PretrainTestBed.Fit(context, configure, config);
        return (fitted.LastTransformer.Result!, fitted.LastTransformer.Model.CountParameters());
    }
}
