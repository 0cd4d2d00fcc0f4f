using Pipelines.Tensors;

namespace Pipelines.Nn.Tests;

/// <summary>Whole training steps: they learn, give the same bits at any thread count, and leave memory as they found it.</summary>
[NonParallelizable]
internal sealed class TrainingStepTests
{
    private const int Batch = 2;
    private const int Length = 12;
    private const int Vocabulary = 23;

    [Test]
    public void TheLossFalls([Values] bool llama)
    {
        using var run = new Run(threads: 2, layers: 2, llama);
        var losses = Enumerable.Range(0, 40).Select(_ => run.Step()).ToArray();
        Assert.That(losses[0], Is.GreaterThan(2.5f));
        Assert.That(losses[^1], Is.LessThan(0.3f));
    }

    [Test]
    public void ThreadsDoNotChangeABit([Values] bool llama)
    {
        using var one = new Run(threads: 1, layers: 2, llama, size: 48, dropout: 0.1f);
        using var three = new Run(threads: 3, layers: 2, llama, size: 48, dropout: 0.1f);
        for (var step = 0; step < 3; step++)
            Assert.That(three.Step(), Is.EqualTo(one.Step()), $"step {step}");
        foreach (var (name, value) in one.Model.GetState())
            Assert.That(three.Model.GetState()[name].ToArray<float>(), Is.EqualTo(value.ToArray<float>()), name);
    }

    [Test]
    public void ThreadsShareAModelForInference()
    {
        using var run = new Run(threads: 2, layers: 2, llama: true);
        run.Model.ToEvaluation();
        var expected = run.Evaluate();
        var results = new float[32];
        Parallel.For(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => results[i] = run.Evaluate());
        Assert.That(results, Is.All.EqualTo(expected));
    }

    [Test]
    public void AStepAllocatesLittleAndReturnsEverything([Values] bool llama)
    {
        using var run = new Run(threads: 2, layers: 12, llama);
        for (var step = 0; step < 5; step++)
            run.Step();
        var pool = run.Backend.Memory;
        const int Steps = 20;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var step = 0; step < Steps; step++)
            run.Step();
        var perStep = (GC.GetTotalAllocatedBytes(precise: true) - before) / Steps;
        TestContext.Out.WriteLine($"{perStep} managed bytes a step; pool: {run.Backend.Memory}");
        Assert.That(perStep, Is.LessThan(32 * 1024));
        Assert.That(run.Backend.Memory, Is.EqualTo(pool));
    }

    [Test]
    [Category("Slow")]
    public void AThousandStepsCauseNoFullCollection()
    {
        using var run = new Run(threads: 2, layers: 2, llama: true);
        for (var step = 0; step < 20; step++)
            run.Step();
        var pool = run.Backend.Memory;
        var collections = GC.CollectionCount(2);
        for (var step = 0; step < 1000; step++)
            run.Step();
        Assert.That(GC.CollectionCount(2), Is.EqualTo(collections));
        Assert.That(run.Backend.Memory, Is.EqualTo(pool));
    }

    [Test]
    public void GradientsAreFreedOnTheWayBack()
    {
        // Twelve layers back need little more memory than the activations of the way forth.
        using var run = new Run(threads: 1, layers: 12, llama: false, size: 64);
        run.Step();
        run.Step();
        var idle = run.Backend.Memory.BytesInUse;
        var forward = run.PeakOfForward();
        var peak = run.Backend.Memory.PeakBytesInUse;
        TestContext.Out.WriteLine($"idle {idle}, forward {forward - idle}, peak above idle {peak - idle}");
        Assert.That(peak - idle, Is.LessThan((forward - idle) * 1.25));
    }

    private sealed class Run : IDisposable
    {
        private readonly AdamW _optimizer;
        private readonly int[] _ids = [.. Enumerable.Range(0, Batch * Length).Select(i => i * i * 7 % Vocabulary)];
        private readonly int[] _labels = [.. Enumerable.Range(0, Batch * Length).Select(i => (i + 1) * (i + 1) * 7 % Vocabulary)];
        private readonly int[] _positions = [.. Enumerable.Range(0, Batch * Length).Select(i => i % Length)];

        public Run(int threads, int layers, bool llama, int size = 32, float dropout = 0f)
        {
            Backend = new CpuBackend(threads);
            Model = new TinyDecoder(Backend, layers, size, 4, Vocabulary, Length, llama, new RandomGenerator(1), dropout);
            Model.ToTraining();
            _optimizer = new AdamW(ParameterGroup.SplitByRank(Model), 3e-3f);
        }

        public CpuBackend Backend { get; }

        public TinyDecoder Model { get; }

        public float Step()
        {
            _optimizer.ZeroGradients();
            using var tape = new GradientTape();
            var loss = Forward();
            tape.Backward(loss);
            _optimizer.Step(GradientClipping.ByGlobalNorm(_optimizer, 1f).Scale);
            return loss.ToScalar();
        }

        public float Evaluate()
        {
            using var scope = new TensorScope();
            return Forward().ToScalar();
        }

        public long PeakOfForward()
        {
            using var tape = new GradientTape();
            Forward();
            return Backend.Memory.BytesInUse;
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            Model.Dispose();
            var left = Backend.Memory.TensorsInUse;
            Backend.Dispose();
            Assert.That(left, Is.Zero);
        }

        private Tensor Forward()
        {
            var shape = new Shape(Batch, Length);
            return Model.Loss(Backend.FromArray(_ids, shape), Backend.FromArray(_labels, shape), Backend.FromArray(_positions, shape));
        }
    }
}
