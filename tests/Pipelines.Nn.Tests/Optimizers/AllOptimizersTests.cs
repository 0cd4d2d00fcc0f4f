using Pipelines.Tensors;

namespace Pipelines.Nn.Tests;

/// <summary>What every optimizer promises.</summary>
internal sealed class AllOptimizersTests : NnTests
{
    private const int HalfTheSteps = 7;

    private static IEnumerable<OptimizerKind> Kinds => OptimizerKind.All;

    [TestCaseSource(nameof(Kinds))]
    public void ARunThatWasStoppedGoesOnBitForBit(OptimizerKind kind)
    {
        using var straight = new OptimizerRun(Backend, kind);
        using var stopped = new OptimizerRun(Backend, kind);
        using var resumed = new OptimizerRun(Backend, kind);
        for (var step = 0; step < 2 * HalfTheSteps; step++)
            straight.Step();
        for (var step = 0; step < HalfTheSteps; step++)
            stopped.Step();
        resumed.Step(); // what it remembers of its own is replaced
        stopped.CopyWeightsTo(resumed);
        var path = Path.GetTempFileName();
        try
        {
            SafetensorsWriter.Write(path, stopped.Optimizer.GetState());
            using var file = SafetensorsFile.Open(path);
            using var scope = new TensorScope();
            resumed.Optimizer.LoadState(file.Entries.Keys.ToDictionary(name => name, name => file.Read(name, Backend)), HalfTheSteps);
        }
        finally
        {
            File.Delete(path);
        }

        for (var step = 0; step < HalfTheSteps; step++)
            resumed.Step();
        Assert.That(resumed.Weights.AsSpan().SequenceEqual(straight.Weights), "the weights differ");
        Assert.That(resumed.Optimizer.StepCount, Is.EqualTo(2 * HalfTheSteps));
        Assert.That(resumed.Optimizer.StateBytes, Is.EqualTo(straight.Optimizer.StateBytes));
    }

    [TestCaseSource(nameof(Kinds))]
    public void ThreadsDoNotChangeABit(OptimizerKind kind)
    {
        float[]? expected = null;
        foreach (var threads in (int[])[1, 2, 3])
        {
            using var backend = new CpuBackend(threads);
            using (var run = new OptimizerRun(backend, kind))
            {
                for (var step = 0; step < 4; step++)
                    run.Step();
                expected ??= run.Weights;
                Assert.That(run.Weights.AsSpan().SequenceEqual(expected), $"{threads} threads");
            }

            Assert.That(backend.Memory.TensorsInUse, Is.Zero);
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void AStepAllocatesNextToNothing(OptimizerKind kind)
    {
        using var run = new OptimizerRun(Backend, kind);
        for (var step = 0; step < 4; step++)
            run.Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 12; step++)
            run.Optimizer.Step();
        var perStep = (GC.GetAllocatedBytesForCurrentThread() - before) / 12;
        TestContext.Out.WriteLine($"{perStep} bytes a step");
        // Those that stage or make memory anew have an object for each tensor; a tape's worth of objects would be far more.
        Assert.That(
            perStep, Is.LessThan(kind.Name.StartsWith("BAdam", StringComparison.Ordinal) || kind.Name == "PagedAdamW" ? 64_000 : 256));
    }

    [TestCaseSource(nameof(Kinds))]
    public void ItsStateIsItsOwn(OptimizerKind kind)
    {
        using var run = new OptimizerRun(Backend, kind);
        run.Step();
        var state = run.Optimizer.GetState();
        var foreign = state.ToDictionary();
        foreign.Add("layers.9.weight.exp_avg", Backend.Zeros(new Shape(1)));
        Assert.That(() => run.Optimizer.LoadState(foreign, 1), Throws.TypeOf<OptimizerException>().With.Message.Contains("layers.9"));
        if (state.Keys.All(name => name.EndsWith(".step", StringComparison.Ordinal)))
            return; // each parameter stands for itself
        var incomplete = state.ToDictionary();
        incomplete.Remove(state.Keys.First());
        Assert.That(() => run.Optimizer.LoadState(incomplete, 1), Throws.TypeOf<OptimizerException>().With.Message.Contains(
            state.Keys.First()));
    }

    [Test]
    public void MemoryIsReported()
    {
        using var run = new OptimizerRun(Backend, new("AdamW", groups => new AdamW(groups)));
        Assert.That(run.Optimizer.StateBytes, Is.Zero);
        run.Step();
        var bytes = run.Parameters.Sum(named => named.Parameter.Value.ByteCount);
        Assert.That(run.Optimizer.StateBytes, Is.EqualTo(2 * bytes));
        Assert.That(run.Optimizer.GradientBytes, Is.EqualTo(bytes));
    }
}
