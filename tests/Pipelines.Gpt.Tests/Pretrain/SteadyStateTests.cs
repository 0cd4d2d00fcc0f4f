using System.Diagnostics;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>What a training step leaves behind: nothing in the pool, next to nothing on the managed heap.</summary>
[NonParallelizable]
public class SteadyStateTests
{
    private const int WarmUpSteps = 30;

    [Test]
    public void AStepLeavesThePoolWhereItWas()
    {
        using var backend = new CpuBackend(1);
        using var step = new TrainingStep(backend, PretrainTestBed.Config);
        step.Run(WarmUpSteps);
        var before = backend.Memory;
        step.Run(20);
        var after = backend.Memory;
        Assert.That(after.BytesInUse, Is.EqualTo(before.BytesInUse));
        Assert.That(after.TensorsInUse, Is.EqualTo(before.TensorsInUse));
        Assert.That(after.BytesReserved, Is.EqualTo(before.BytesReserved));
    }

    [TestCase(2)]
    [TestCase(12)]
    public void AStepAllocatesLittleOnTheManagedHeap(int layers)
    {
        using var backend = new CpuBackend(1);
        using var step = new TrainingStep(backend, PretrainTestBed.Config with { LayerCount = layers });
        step.Run(WarmUpSteps);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        step.Run(20);
        var perStep = (GC.GetTotalAllocatedBytes(precise: true) - before) / 20;
        TestContext.Out.WriteLine($"{perStep} bytes a step");
        Assert.That(perStep, Is.LessThanOrEqualTo(64 << 10));
    }

    [Test]
    [Category("Slow")]
    public void AThousandStepsCollectNoOldGenerationAndKeepMemoryFlat()
    {
        using var context = PretrainTestBed.CreateContext();
        var process = Process.GetCurrentProcess();
        var collections = 0;
        long residentEarly = 0;
        long residentLate = 0;
        using var fitted = PretrainTestBed.Fit(context, o =>
        {
            o.Steps = 1100;
            o.StopWhen = p =>
            {
                if (p.Step is 100 or 1100)
                {
                    process.Refresh();
                    (p.Step == 100 ? ref residentEarly : ref residentLate) = process.WorkingSet64;
                    collections = p.Step == 100 ? GC.CollectionCount(2) : GC.CollectionCount(2) - collections;
                }

                return false;
            };
        });
        Assert.That(collections, Is.Zero, "collections of generation 2 in 1,000 steps");
        Assert.That(residentLate - residentEarly, Is.LessThan(16 << 20), "growth of the resident memory in bytes");
    }

    private sealed class TrainingStep : IDisposable
    {
        private readonly GptModel _model;
        private readonly AdamW _optimizer;
        private readonly TokenBatch _batch = new();

        public TrainingStep(ITensorBackend backend, GptConfig config)
        {
            _model = new GptModel(backend, config, new RandomGenerator(1));
            _optimizer = new AdamW(ParameterGroup.SplitByRank(_model));
            _batch.Reset(4, config.BlockSize);
            var random = new Random(1);
            foreach (ref var id in _batch.InputIds)
                id = random.Next(config.VocabularySize);
            _batch.InputIds.CopyTo(_batch.Labels);
        }

        public void Run(int steps)
        {
            for (var i = 0; i < steps; i++)
            {
                using (var tape = new GradientTape())
                    tape.Backward(_model.Loss(_batch, _batch.LabelCount));
                _optimizer.Step(GradientClipping.ByGlobalNorm(_optimizer, 1f).Scale);
                _optimizer.ZeroGradients();
            }
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            _model.Dispose();
        }
    }
}
